package io.tunnelwatch.sink.web;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.sink.api.Api;
import io.tunnelwatch.sink.api.ClockSteps;
import io.tunnelwatch.sink.api.Doubts;
import io.tunnelwatch.sink.api.Stream;
import io.tunnelwatch.sink.api.Trust;
import io.tunnelwatch.sink.api.Words;
import io.tunnelwatch.sink.log.PassedOver;
import io.tunnelwatch.sink.model.Feed;
import io.tunnelwatch.sink.model.ReadModel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The read model, its feed, and the server in front of them. */
public final class Serving implements Program {
    private final Feed feed;
    private final WebServer server;
    private final Trust trust;
    private final Clock clock;
    private final Rounds rounds;

    private Serving(Feed feed, WebServer server, Trust trust, Clock clock, Rounds rounds) {
        this.feed = feed;
        this.server = server;
        this.trust = trust;
        this.clock = clock;
        this.rounds = rounds;
    }

    /**
     * Starts the feed and the server.
     *
     * @param directory holds the read model's cache
     * @param notice shown on the page, for example that the data is simulated
     * @param health of every program in this process
     */
    public static Serving start(
            KafkaAccess kafka,
            Path directory,
            WebAccess access,
            String notice,
            Supplier<Map<String, Health>> health,
            PrometheusRegistry metrics,
            PassedOver passedOver) {
        var clock = Clock.systemUTC();
        var model = new ReadModel();
        var feed = new Feed(kafka, model, clock, directory, passedOver);
        try {
            var steps = new ClockSteps(clock, System::nanoTime, feed::clockWasSet);
            var trust = new Trust(model, feed, steps);
            var words = new Words(model, trust);
            var stream = new Stream(words, clock);
            var api = new Api(model, words, clock, notice);
            var visitors = Visitors.of(access);
            var entrance = new Entrance(access, System::nanoTime);
            var site = new Site(api, stream, new Page(), entrance, visitors, health, metrics);
            var server = WebServer.start(access, site, visitors, List.of(entrance::lookAround), stream::heartbeat);
            var doubts = new Doubts(model, trust, words, stream, clock);
            feed.start(stream::tell);
            return new Serving(feed, server, trust, clock, new Rounds(List.of(steps::look, doubts::look)));
        } catch (RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    public URI address() {
        return server.address();
    }

    @Override
    public String name() {
        return "serve";
    }

    @Override
    public Health health() {
        Health fed = feed.health();
        if (!fed.ready()) {
            return fed;
        }
        if (!server.isUp()) {
            return Health.dead("the web server has ended");
        }
        return trust.blindness(clock.instant())
                .map(it -> Health.starting("the whole board is unknown: " + it.inWords()))
                .orElse(fed);
    }

    @Override
    public CompletableFuture<Void> ended() {
        return feed.ended();
    }

    @Override
    public void close() {
        rounds.close();
        server.close();
        feed.close();
    }
}
