package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.OwnClientSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for settings and for a cluster or a running {@code up}, for commands that work beside the running programs. */
final class KafkaOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "Bootstrap servers of the cluster.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Data directory of a running 'tunnelwatch up': use its broker and registry, with the secret"
                    + " that allows writing, and its rules of alerts unless others are set.")
    private @Nullable Path dataDirectory;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    Optional<Path> dataDirectory() {
        return Optional.ofNullable(dataDirectory);
    }

    Settings read(Map<String, String> environment) {
        var ofUp = dataDirectory == null ? OwnClientSettings.Kept.NOTHING : OwnClientSettings.in(dataDirectory);
        var given = new HashMap<>(ofUp.client());
        if (bootstrapServers != null) {
            given.put(KafkaAccess.BOOTSTRAP_SERVERS, bootstrapServers);
        }
        Settings settings = options.read(environment, given);
        // Rules that the command itself was given override those of up.
        var rules = new HashMap<>(ofUp.rules());
        rules.keySet().removeIf(name -> settings.value(name).isPresent());
        return settings.with(rules);
    }
}
