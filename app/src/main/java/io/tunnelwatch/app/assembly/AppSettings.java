package io.tunnelwatch.app.assembly;

import io.tunnelwatch.runtime.DurationSetting;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.ScenarioPast;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The settings of the process itself.
 *
 * @param operationsAddress where ingest and processor serve their health and metrics
 * @param diskFloorBytes free space below which the embedded broker stops
 * @param simulatedPast history that the demo has when it first starts
 */
public record AppSettings(String operationsAddress, int operationsPort, long diskFloorBytes, Duration simulatedPast) {
    private static final String SIMULATED_PAST = "simulated.past";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    "ops.address",
                    ConfigDef.Type.STRING,
                    "127.0.0.1",
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Address on which ingest and processor, each run alone, answer '/healthz', '/readyz' and"
                            + " '/metrics'. The sink and 'tunnelwatch up' answer these at 'http.host' and 'http.port'."
                            + " Example: 0.0.0.0.")
            .define(
                    "ops.port",
                    ConfigDef.Type.INT,
                    0,
                    ConfigDef.Range.between(0, 65535),
                    Importance.MEDIUM,
                    "Port of 'ops.address'. 0 takes any free one, which is printed at the start." + " Example: 8090.")
            .define(
                    "disk.floor.bytes",
                    ConfigDef.Type.LONG,
                    256L << 20,
                    ConfigDef.Range.atLeast(16L << 20),
                    Importance.LOW,
                    "Free space on the disk, in bytes, that 'tunnelwatch up' with its own broker needs: with less it"
                            + " does not start, or stops cleanly. The default is 256 MiB, the example is 1 GiB."
                            + " Example: 1073741824.")
            .define(
                    SIMULATED_PAST,
                    ConfigDef.Type.STRING,
                    "P30D",
                    DurationSetting.between(Duration.ZERO, ScenarioPast.LONGEST),
                    Importance.LOW,
                    "Length of the simulated history that the demo of 'tunnelwatch up' writes into its own broker before"
                            + " it first polls; that broker keeps observations for so much longer. PT0S writes none."
                            + " Never written for a real cloud, for a scenario of your own, or to another broker."
                            + " Example: P7D.");

    static ConfigDef definition() {
        return DEFINITION;
    }

    public static AppSettings of(Settings settings) {
        AbstractConfig config = settings.parse(DEFINITION);
        return new AppSettings(
                config.getString("ops.address"),
                config.getInt("ops.port"),
                config.getLong("disk.floor.bytes"),
                DurationSetting.of(config, SIMULATED_PAST));
    }
}
