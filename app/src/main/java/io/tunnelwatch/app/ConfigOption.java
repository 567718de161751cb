package io.tunnelwatch.app;

import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.Settings;
import io.tunnelwatch.sink.SinkSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config}, and what it leads to: the file, the environment over it, and every setting known. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings, as a properties file; environment variables TUNNELWATCH_… go over it.")
    private @Nullable Path file;

    /** Every setting there is, by the part that it belongs to. */
    static Map<String, ConfigDef> definitions() {
        var definitions = new LinkedHashMap<String, ConfigDef>();
        definitions.put("Kafka and the registry", KafkaAccess.definition());
        definitions.put("ingest", IngestSettings.definition());
        definitions.put("processor", ProcessorSettings.definition());
        definitions.put("sink", SinkSettings.definition());
        definitions.put("each part alone", OpsServer.definition());
        return definitions;
    }

    Settings settings() {
        return settings(Map.of());
    }

    /** With what the command line says over it. */
    Settings settings(Map<String, String> commandLine) {
        var settings = Settings.read(Optional.ofNullable(file), System.getenv(), commandLine);
        settings.refuseUnknown(definitions().values());
        return settings;
    }
}
