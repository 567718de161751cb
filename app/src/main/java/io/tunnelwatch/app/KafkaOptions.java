package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.OwnClientSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
                    + " that allows writing.")
    private @Nullable Path dataDirectory;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    Settings read(Map<String, String> environment) {
        var given = new HashMap<String, String>(dataDirectory == null ? Map.of() : OwnClientSettings.in(dataDirectory));
        if (bootstrapServers != null) {
            given.put(KafkaAccess.BOOTSTRAP_SERVERS, bootstrapServers);
        }
        return options.read(environment, given);
    }
}
