package io.tunnelwatch.app;

import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.program.SecretFile;
import io.tunnelwatch.schemas.program.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where settings come from; the same options for every command that has any. */
final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file with settings. Variables such as TUNNELWATCH_POLL_INTERVAL go over it.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "One setting, over file and environment; may be repeated. Not for secrets:"
                    + " other users of the machine can read a command line.")
    private Map<String, String> single = new LinkedHashMap<>();

    /** What is set in all of these places; an unknown name is refused. */
    Settings read(Map<String, String> environment, Map<String, String> options) {
        var commandLine = new HashMap<>(single);
        commandLine.putAll(options);
        var settings = Settings.read(Optional.ofNullable(file), environment, commandLine);
        SettingsReference.refuseUnknown(settings);
        refuseSecretsThatOthersMayRead();
        return settings;
    }

    /** Every user of the machine may read a command line, and a file that is open to them. */
    private void refuseSecretsThatOthersMayRead() {
        single.forEach((name, value) -> {
            if (SettingsReference.holdsSecret(name, value)) {
                throw new OperatorException("--set " + name + ": other users of this machine can read a command line;"
                        + " give it by the variable " + Settings.variable(name)
                        + ", or in a --config file with mode 600.");
            }
        });
        if (file != null) {
            var inFile = Settings.read(Optional.of(file), Map.of(), Map.of());
            if (inFile.under("").entrySet().stream()
                    .anyMatch(it -> SettingsReference.holdsSecret(it.getKey(), String.valueOf(it.getValue())))) {
                SecretFile.refuseForeignEyes("--config", file);
            }
        }
    }
}
