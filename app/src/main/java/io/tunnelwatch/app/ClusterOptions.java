package io.tunnelwatch.app;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for settings and for the cluster, shared by all commands that work on a cluster. */
final class ClusterOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "Bootstrap servers of the cluster.")
    private @Nullable String bootstrapServers;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    Settings read(Map<String, String> environment) {
        return options.read(
                environment,
                bootstrapServers == null ? Map.of() : Map.of(KafkaAccess.BOOTSTRAP_SERVERS, bootstrapServers));
    }
}
