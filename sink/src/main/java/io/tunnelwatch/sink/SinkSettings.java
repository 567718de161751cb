package io.tunnelwatch.sink;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.Settings;
import org.apache.kafka.common.config.ConfigDef;

/** What the operator may set about this program. */
public record SinkSettings(KafkaAccess kafka) {
    public static ConfigDef definition() {
        return new ConfigDef();
    }

    public static SinkSettings of(Settings settings) {
        return new SinkSettings(KafkaAccess.of(settings));
    }
}
