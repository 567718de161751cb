package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.NotifierSetup;
import io.tunnelwatch.app.assembly.SingleProgram;
import io.tunnelwatch.app.running.Role;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.SinkSettings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tunnelwatch sink}. */
@Command(
        name = "sink",
        mixinStandardHelpOptions = true,
        description = "Keeps history, serves the page and its API, and notifies people.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch sink --config tunnelwatch.properties",
            "  TUNNELWATCH_BOOTSTRAP_SERVERS=kafka:9093 TUNNELWATCH_KAFKA_SECURITY_PROTOCOL=SSL tunnelwatch sink"
        })
final class SinkCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    SinkCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var part = new SingleProgram(Role.SINK, () -> options.read(environment.environment(), Map.of()), environment);
        var sink = SinkSettings.of(part.settings());
        var notices = NotifierSetup.of(part.settings());
        part.with(Role.NOTIFY, () -> notices.start(part.metrics(), part::isReady))
                .run(() -> Sink.start(sink, part.metrics(), part::companions), it -> "page " + it.address());
        return 0;
    }
}
