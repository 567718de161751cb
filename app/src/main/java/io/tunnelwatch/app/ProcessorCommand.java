package io.tunnelwatch.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The detector alone. */
@Command(
        name = "processor",
        description = "Reads vpn.observations.v1, writes vpn.transitions.v1 and vpn.alerts.v1.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  tunnelwatch processor --config tunnelwatch.properties"})
final class ProcessorCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        var settings = config.settings();
        var metrics = new PrometheusRegistry();
        return PartCommand.runWithOps(Processor.start(ProcessorSettings.of(settings), metrics), settings, metrics);
    }
}
