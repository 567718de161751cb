package io.tunnelwatch.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.SinkSettings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** History, API and page alone. */
@Command(
        name = "sink",
        description = "Keeps history and serves the page and the API.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  tunnelwatch sink --config tunnelwatch.properties"})
final class SinkCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        var settings = config.settings();
        return PartCommand.run(Sink.start(SinkSettings.of(settings), new PrometheusRegistry(), Map::of));
    }
}
