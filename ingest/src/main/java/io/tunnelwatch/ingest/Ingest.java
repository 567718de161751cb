package io.tunnelwatch.ingest;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.Program;
import java.util.concurrent.CompletableFuture;

/** The polling program. */
public final class Ingest implements Program {
    private Ingest() {}

    public static Ingest start(IngestSettings settings, CredentialsSource credentials, PrometheusRegistry metrics) {
        throw new UnsupportedOperationException("being built");
    }

    @Override
    public String name() {
        return "ingest";
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
