package io.tunnelwatch.ingest.api;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Compares this machine's clock with the cloud's. It needs no key: a server dates its refusals, too. */
public final class CloudClock {
    private final Endpoints endpoints;
    private final HttpCall http;
    private final Clock clock;

    public CloudClock(Endpoints endpoints, Proxies proxies, Duration callTimeout, Clock clock) {
        this.endpoints = endpoints;
        this.http = new HttpCall(callTimeout, proxies);
        this.clock = clock;
    }

    /** The time by which this machine is ahead of the target's server; empty if the server does not tell. */
    public Optional<Duration> ahead(TargetId target) {
        try {
            var answer = http.send(HttpRequest.newBuilder(endpoints.of(target)).build());
            return ClockSkew.of(answer.headers(), clock.instant());
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
