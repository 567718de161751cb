package io.tunnelwatch.processor.runtime;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.Settings;
import org.apache.kafka.common.config.ConfigDef;

/** What the operator may set about this program. */
public record ProcessorSettings(KafkaAccess kafka) {
    public static ConfigDef definition() {
        return new ConfigDef();
    }

    public static ProcessorSettings of(Settings settings) {
        return new ProcessorSettings(KafkaAccess.of(settings));
    }
}
