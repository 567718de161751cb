package io.tunnelwatch.sink.web;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.runtime.metrics.KafkaMetrics;
import io.tunnelwatch.sink.alertmanager.AlertmanagerApi;
import io.tunnelwatch.sink.api.Api;
import io.tunnelwatch.sink.api.ChangeStream;
import io.tunnelwatch.sink.api.ClockSteps;
import io.tunnelwatch.sink.api.CustomerViews;
import io.tunnelwatch.sink.api.JsonViews;
import io.tunnelwatch.sink.api.PageTroubles;
import io.tunnelwatch.sink.api.StalenessNotifier;
import io.tunnelwatch.sink.commands.CommandClock;
import io.tunnelwatch.sink.commands.CommandDesk;
import io.tunnelwatch.sink.commands.CommandLog;
import io.tunnelwatch.sink.commands.KafkaCommandLog;
import io.tunnelwatch.sink.commands.RefusalAudit;
import io.tunnelwatch.sink.metrics.NetworkMetrics;
import io.tunnelwatch.sink.model.Feed;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.topics.SkippedRecords;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The read model, its feed, and the server in front of them. */
public final class ReadApiServer implements Program {
    private final Feed feed;
    private final CommandLog commands;
    private final WebServer server;
    private final PageTroubles troubles;
    private final Clock clock;
    private final PeriodicChecks rounds;
    private final Runnable unregister;

    private ReadApiServer(
            Feed feed,
            CommandLog commands,
            WebServer server,
            PageTroubles troubles,
            Clock clock,
            PeriodicChecks rounds,
            Runnable unregister) {
        this.feed = feed;
        this.commands = commands;
        this.server = server;
        this.troubles = troubles;
        this.clock = clock;
        this.rounds = rounds;
        this.unregister = unregister;
    }

    /**
     * Starts the feed and the server.
     *
     * @param directory holds the read model's cache
     * @param notice shown on the page, for example that the data is simulated
     * @param health of every program in this process
     * @param perConnection whether each connection has a metric of its own
     */
    public static ReadApiServer start(
            KafkaAccess kafka,
            Path directory,
            WebAccess access,
            String notice,
            Supplier<Map<String, Health>> health,
            PrometheusRegistry metrics,
            boolean perConnection,
            SkippedRecords skippedRecords) {
        var clock = Clock.systemUTC();
        var model = new ReadModel();
        var feed = new Feed(kafka, model, clock, directory, skippedRecords);
        var commands = new KafkaCommandLog(kafka);
        try {
            var steps = new ClockSteps(clock, System::nanoTime, feed::clockWasSet);
            var troubles = new PageTroubles(model, feed, steps);
            var json = new JsonViews(model, troubles);
            var stream = new ChangeStream(json, clock);
            var api = new Api(model, json, clock, notice);
            var customers = new CustomerViews(model, feed, steps, clock, System::nanoTime, notice);
            var commandClock = new CommandClock(model);
            var audit = new RefusalAudit(commands, commandClock, System::nanoTime);
            var desk = new CommandDesk(model, commands, audit, commandClock);
            var writes = new WriteApi(desk, new AlertmanagerApi(model, desk, clock), audit);
            var visitors = ClientConnections.of(access);
            var entrance = new AccessControl(access, System::nanoTime);
            var site =
                    new Routes(api, customers, writes, stream, new StaticFiles(), entrance, visitors, health, metrics);
            var server = WebServer.start(access, site, visitors, List.of(entrance::reload), () -> {
                stream.heartbeat();
                customers.heartbeat();
            });
            var doubts = new StalenessNotifier(model, troubles, json, stream, clock);
            feed.start(stream::publish);
            var collectors = List.of(
                    new NetworkMetrics(model, troubles, clock, perConnection),
                    new KafkaMetrics("page", feed::kafkaMetrics, OptionalLong::empty));
            collectors.forEach(metrics::register);
            return new ReadApiServer(
                    feed,
                    commands,
                    server,
                    troubles,
                    clock,
                    new PeriodicChecks(List.of(steps::check, doubts::check, customers::check)),
                    () -> collectors.forEach(metrics::unregister));
        } catch (RuntimeException e) {
            feed.close();
            commands.close();
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
            return Health.dead("the web server has stopped");
        }
        return troubles.ownTrouble(clock.instant())
                .map(it -> Health.starting("every state on the page is unknown: " + it.inWords()))
                .orElse(fed);
    }

    /** Returns whether the page shows the history of all changes that it knows. */
    public boolean isHistoryCurrent() {
        return troubles.isHistoryCurrent();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return feed.ended();
    }

    @Override
    public void close() {
        unregister.run();
        rounds.close();
        server.close();
        commands.close();
        feed.close();
    }
}
