package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.SingleProgram;
import io.tunnelwatch.app.running.Role;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tunnelwatch ingest}. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "Polls the cloud and writes what it sees to vpn.observations.v1.",
        footer = {
            "",
            "Credentials come from any of the cloud's usual sources, such as ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET.",
            "",
            "Targets and poll.… settings in the --config file may be changed while it runs.",
            "",
            "Examples:",
            "  tunnelwatch ingest --config tunnelwatch.properties",
            "  TUNNELWATCH_TARGETS=prod/cn-hangzhou TUNNELWATCH_OPS_PORT=8090 tunnelwatch ingest"
        })
final class IngestCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    IngestCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Supplier<Settings> source = () -> options.read(environment.environment(), Map.of());
        var part = new SingleProgram(Role.INGEST, source, environment);
        var ingest = IngestSettings.of(part.settings());
        if (!CredentialsSource.areConfigured(environment.environment(), environment.home())) {
            throw new OperatorException("There are no credentials for the cloud: set ALIBABA_CLOUD_ACCESS_KEY_ID and "
                    + "ALIBABA_CLOUD_ACCESS_KEY_SECRET, or use another of the cloud's usual sources.");
        }
        part.runObserved(() -> {
            var running = Ingest.start(ingest, CredentialsSource.standardChain(), part.metrics());
            running.follow(source);
            return running;
        });
        return 0;
    }
}
