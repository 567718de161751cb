package io.tunnelwatch.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.CredentialsSource;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The poller alone. */
@Command(
        name = "ingest",
        description = "Polls the cloud and writes what it sees to vpn.observations.v1.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  TUNNELWATCH_TARGETS=prod/eu-central-1 TUNNELWATCH_BOOTSTRAP_SERVERS=kafka:9092 \\",
            "  TUNNELWATCH_SCHEMA_REGISTRY_URL=http://registry:8081 tunnelwatch ingest"
        })
final class IngestCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        var settings = config.settings();
        var metrics = new PrometheusRegistry();
        var ingest = Ingest.start(IngestSettings.of(settings), CredentialsSource.standardChain(), metrics);
        return PartCommand.runWithOps(ingest, settings, metrics);
    }
}
