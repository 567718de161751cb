package io.tunnelwatch.app;

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
        return settings;
    }
}
