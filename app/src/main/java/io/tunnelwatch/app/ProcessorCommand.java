package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.SingleProgram;
import io.tunnelwatch.app.running.Role;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tunnelwatch processor}. */
@Command(
        name = "processor",
        mixinStandardHelpOptions = true,
        description = "Reads observations, writes transitions and alerts.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch processor --config tunnelwatch.properties",
            "  TUNNELWATCH_BOOTSTRAP_SERVERS=kafka:9093 TUNNELWATCH_KAFKA_SECURITY_PROTOCOL=SSL \\",
            "  TUNNELWATCH_PROCESSOR_INSTANCE_ID=2 tunnelwatch processor"
        })
final class ProcessorCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    ProcessorCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var part =
                new SingleProgram(Role.PROCESSOR, () -> options.read(environment.environment(), Map.of()), environment);
        var processor = ProcessorSettings.of(part.settings());
        part.runObserved(() -> Processor.start(processor, part.metrics()));
        return 0;
    }
}
