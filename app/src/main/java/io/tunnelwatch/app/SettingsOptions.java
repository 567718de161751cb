package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.SettingsReference;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.files.SecretFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for settings, shared by all commands that have any. */
final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file with settings. Environment variables such as TUNNELWATCH_POLL_INTERVAL"
                    + " override it.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "One setting, which overrides file and environment; may be repeated. Not for secrets: other"
                    + " users of the machine can read a command line.")
    private Map<String, String> single = new LinkedHashMap<>();

    /** Reads the settings from all of these places; refuses unknown names. */
    Settings read(Map<String, String> environment, Map<String, String> options) {
        var commandLine = new HashMap<>(single);
        commandLine.putAll(options);
        var variables = new HashMap<>(environment);
        variables.remove(ReadApiClient.TOKEN); // no setting, but whoever reads the page's API may have set it
        var settings = Settings.read(Optional.ofNullable(file), variables, commandLine);
        SettingsReference.refuseUnknown(settings);
        refuseSecretsThatOthersMayRead();
        return settings;
    }

    /** Refuses secrets on the command line, which every user of the machine can read, and in a file that others can read. */
    private void refuseSecretsThatOthersMayRead() {
        single.forEach((name, value) -> {
            if (SettingsReference.holdsSecret(name, value)) {
                throw new OperatorException("--set " + name + ": other users of this machine can read a command line;"
                        + " set the variable " + Settings.variable(name)
                        + " instead, or use a --config file with mode 600. See "
                        + "docs/runbook.md#secrets_open_to_others.");
            }
        });
        if (file != null) {
            var inFile = Settings.read(Optional.of(file), Map.of(), Map.of());
            if (inFile.asGiven().entrySet().stream()
                    .anyMatch(it -> SettingsReference.holdsSecret(it.getKey(), it.getValue()))) {
                SecretFile.requirePrivate("--config", file);
            }
        }
    }
}
