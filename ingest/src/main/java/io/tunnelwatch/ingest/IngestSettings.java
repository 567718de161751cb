package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Endpoints;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.poller.PollSettings;
import io.tunnelwatch.schemas.program.DurationSetting;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.program.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * What the operator may set about polling.
 *
 * @param fingerprintKey given by the operator; else one is made at first start and kept in the data directory
 */
public record IngestSettings(
        KafkaAccess kafka,
        Endpoints endpoints,
        List<Target> targets,
        PollSettings polling,
        Duration callDeadline,
        Path dataDirectory,
        Optional<byte[]> fingerprintKey) {
    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    "cloud.endpoint",
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "Server to call instead of the cloud's regional ones: host, host:port or URL. Plain http only on"
                            + " loopback.")
            .define(
                    "targets",
                    ConfigDef.Type.LIST,
                    "",
                    Importance.HIGH,
                    "What to look at: account/region, comma-separated. The account is a name of your choice.")
            .define(
                    "poll.interval",
                    ConfigDef.Type.STRING,
                    "PT30S",
                    DurationSetting.between(Duration.ofMillis(100), Duration.ofHours(1)),
                    Importance.HIGH,
                    "How often each target is listed. The cloud's quota is 600 pages a minute, account and region.")
            .define(
                    "poll.key.scan.interval",
                    ConfigDef.Type.STRING,
                    "PT15M",
                    DurationSetting.between(Duration.ofSeconds(1), Duration.ofDays(1)),
                    Importance.LOW,
                    "How often every connection is written, changed or not.")
            .define(
                    "call.timeout",
                    ConfigDef.Type.STRING,
                    "PT20S",
                    DurationSetting.between(Duration.ofMillis(100), Duration.ofMinutes(5)),
                    Importance.LOW,
                    "Deadline of one call, its answer's body included.")
            .define(
                    "secrets.fingerprint.key",
                    ConfigDef.Type.PASSWORD,
                    null,
                    Importance.MEDIUM,
                    "Key under which pre-shared keys are fingerprinted; by default one is made and kept in"
                            + " ingest.data.dir.")
            .define(
                    "ingest.data.dir",
                    ConfigDef.Type.STRING,
                    "./data/ingest",
                    new ConfigDef.NonEmptyString(),
                    Importance.MEDIUM,
                    "Where the fingerprint key is kept.");

    public IngestSettings {
        targets = List.copyOf(targets);
    }

    public static ConfigDef definition() {
        return DEFINITION;
    }

    public static IngestSettings of(Settings settings) {
        var config = settings.parse(DEFINITION);
        var key = Optional.ofNullable(config.getPassword("secrets.fingerprint.key"))
                .map(it -> it.value().getBytes(StandardCharsets.UTF_8));
        return new IngestSettings(
                KafkaAccess.of(settings),
                Endpoints.of(config.getString("cloud.endpoint")),
                targets(config.getList("targets")),
                new PollSettings(
                        DurationSetting.of(config, "poll.interval"),
                        DurationSetting.of(config, "poll.key.scan.interval")),
                DurationSetting.of(config, "call.timeout"),
                Path.of(config.getString("ingest.data.dir")),
                key);
    }

    private static List<Target> targets(List<String> texts) {
        if (texts.isEmpty()) {
            throw new OperatorException("Setting targets: nothing to look at; name what to poll as account/region,"
                    + " such as targets=prod/eu-central-1 (or TUNNELWATCH_TARGETS).");
        }
        try {
            return texts.stream().map(Target::parse).distinct().sorted().toList();
        } catch (IllegalArgumentException e) {
            throw new OperatorException("Setting targets: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public String toString() {
        return "IngestSettings" + Arrays.asList(targets, polling);
    }
}
