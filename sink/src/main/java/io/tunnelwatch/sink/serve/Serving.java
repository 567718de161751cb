package io.tunnelwatch.sink.serve;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.Program;
import io.tunnelwatch.sink.model.Feed;
import io.tunnelwatch.sink.model.ReadModel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The read model, its feed, and the server in front of them. */
public final class Serving implements Program {
    private final Feed feed;
    private final WebServer server;

    private Serving(Feed feed, WebServer server) {
        this.feed = feed;
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param directory where the read model may keep what it has read
     * @param notice shown on the page, such as that what is seen there is simulated
     * @param health of every program in this process
     */
    public static Serving start(
            KafkaAccess kafka,
            Path directory,
            WebAccess access,
            String notice,
            Supplier<Map<String, Health>> health,
            PrometheusRegistry metrics) {
        var clock = Clock.systemUTC();
        var model = new ReadModel();
        var words = new Words(model);
        var stream = new Stream(words, clock);
        var api = new Api(model, words, clock, notice);
        var site = new Site(api, stream, new Page(), new Doorkeeper(access), health, metrics);
        var server = WebServer.start(access, site, stream);
        var feed = new Feed(kafka, model, stream::tell, clock, directory);
        feed.start();
        return new Serving(feed, server);
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
        if (feed.ended().isCompletedExceptionally()) {
            return Health.dead("the read model is no longer fed");
        }
        return feed.isCaughtUp()
                ? Health.ready("the page is up to date")
                : Health.starting("the read model is being read");
    }

    @Override
    public CompletableFuture<Void> ended() {
        return feed.ended();
    }

    @Override
    public void close() {
        server.close();
        feed.close();
    }
}
