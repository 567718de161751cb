package io.tunnelwatch.ingest;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.Settings;
import org.apache.kafka.common.config.ConfigDef;

/** What the operator may set about polling. */
public record IngestSettings(KafkaAccess kafka) {
    public static ConfigDef definition() {
        return new ConfigDef();
    }

    public static IngestSettings of(Settings settings) {
        return new IngestSettings(KafkaAccess.of(settings));
    }
}
