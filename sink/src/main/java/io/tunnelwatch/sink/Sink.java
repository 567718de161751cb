package io.tunnelwatch.sink;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.Program;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The sink program. */
public final class Sink implements Program {
    private Sink() {}

    public static Sink start(
            SinkSettings settings, PrometheusRegistry metrics, Supplier<Map<String, Health>> neighbours) {
        throw new UnsupportedOperationException("being built");
    }

    /** Where the page is. */
    public URI address() {
        throw new UnsupportedOperationException("being built");
    }

    @Override
    public String name() {
        return "sink";
    }

    @Override
    public Health health() {
        return Health.starting("being built");
    }

    @Override
    public CompletableFuture<Void> ended() {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {}
}
