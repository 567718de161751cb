package io.tunnelwatch.app;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.Settings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Settings, and the cluster by an option of its own; the same for every command that asks a cluster something. */
final class ClusterOptions {
    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT,…", description = "Of the cluster.")
    private @Nullable String bootstrapServers;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    Settings read(Map<String, String> environment) {
        return options.read(
                environment,
                bootstrapServers == null ? Map.of() : Map.of(KafkaAccess.BOOTSTRAP_SERVERS, bootstrapServers));
    }
}
