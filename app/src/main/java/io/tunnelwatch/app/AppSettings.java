package io.tunnelwatch.app;

import io.tunnelwatch.schemas.program.Settings;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * What the operator may set about the process itself.
 *
 * @param operationsAddress where ingest and processor say how they are
 * @param diskFloorBytes the embedded broker stops before less than this is free
 */
record AppSettings(String operationsAddress, int operationsPort, long diskFloorBytes) {
    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    "ops.address",
                    ConfigDef.Type.STRING,
                    "127.0.0.1",
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Address on which ingest and processor, run alone, answer /healthz, /readyz and /metrics.")
            .define(
                    "ops.port",
                    ConfigDef.Type.INT,
                    0,
                    ConfigDef.Range.between(0, 65535),
                    Importance.MEDIUM,
                    "Port of the same; 0 takes any free one and says which.")
            .define(
                    "disk.floor.bytes",
                    ConfigDef.Type.LONG,
                    256L << 20,
                    ConfigDef.Range.atLeast(16L << 20),
                    Importance.LOW,
                    "'up' with its own broker stops cleanly when less than this is free on its disk.");

    static ConfigDef definition() {
        return DEFINITION;
    }

    static AppSettings of(Settings settings) {
        AbstractConfig config = settings.parse(DEFINITION);
        return new AppSettings(
                config.getString("ops.address"), config.getInt("ops.port"), config.getLong("disk.floor.bytes"));
    }
}
