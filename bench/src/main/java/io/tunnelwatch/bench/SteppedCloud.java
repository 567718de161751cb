package io.tunnelwatch.bench;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** A simulated cloud whose time moves only when somebody lists its connections: by one step for each listing. */
final class SteppedCloud implements VpnApi, AutoCloseable {
    /** Long enough ago for the longest trace to lie in the past. */
    static final Duration AGO = Duration.ofHours(24);

    private final Duration step;
    private final HandClock clock = new HandClock(Instant.now().minus(AGO));
    private final BenchCloud cloud;
    private final VpnApi api;
    private int looks;

    SteppedCloud(Scenario scenario, Duration step) {
        this.step = step;
        this.cloud = BenchCloud.start(scenario, clock.instant(), clock);
        this.api = cloud.client();
    }

    Clock clock() {
        return clock;
    }

    synchronized int looks() {
        return looks;
    }

    long calls() throws IOException, InterruptedException {
        return cloud.calls();
    }

    @Override
    public synchronized Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
        if (looks++ > 0) {
            clock.now = clock.now.plus(step);
        }
        return api.connections(target, page, pageSize);
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId) {
        throw new UnsupportedOperationException("Only listings move the clock");
    }

    @Override
    public Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId) {
        throw new UnsupportedOperationException("Only listings move the clock");
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds) {
        throw new UnsupportedOperationException("Only listings move the clock");
    }

    @Override
    public void close() {
        cloud.close();
    }

    private static final class HandClock extends Clock {
        private volatile Instant now;

        HandClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
