package io.tunnelwatch.processor.runtime;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.Program;
import java.util.concurrent.CompletableFuture;

/** The processor program. */
public final class Processor implements Program {
    private Processor() {}

    public static Processor start(ProcessorSettings settings, PrometheusRegistry metrics) {
        throw new UnsupportedOperationException("being built");
    }

    @Override
    public String name() {
        return "processor";
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
