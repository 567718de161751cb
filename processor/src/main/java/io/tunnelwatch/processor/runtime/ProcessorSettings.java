package io.tunnelwatch.processor.runtime;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.runtime.DurationSetting;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.files.PrivateDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/**
 * The operator's settings for the processor.
 *
 * @param instanceId name of this instance, stable across restarts and unique
 * @param watchdog whether a poller's silence is written into the log; a replay must not add to its input
 */
public record ProcessorSettings(
        KafkaAccess kafka,
        String applicationId,
        String instanceId,
        Path stateDirectory,
        int threads,
        boolean watchdog,
        Rules rules) {
    static final String STATE_DIR = "processor.state.dir";

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final ConfigDef DEFINITION = define();

    public static ConfigDef definition() {
        return DEFINITION;
    }

    public static ProcessorSettings of(Settings settings) {
        var config = settings.parse(DEFINITION);
        try {
            return new ProcessorSettings(
                    KafkaAccess.of(settings),
                    config.getString("processor.application.id"),
                    config.getString("processor.instance.id"),
                    PrivateDirectory.ofState(STATE_DIR, config.getString(STATE_DIR)),
                    config.getInt("processor.threads"),
                    config.getBoolean("processor.watchdog"),
                    rules(config));
        } catch (ConfigException e) {
            throw new OperatorException("Setting refused: " + e.getMessage(), e);
        }
    }

    private static ConfigDef define() {
        var definition = new ConfigDef()
                .define(
                        "processor.application.id",
                        ConfigDef.Type.STRING,
                        "tunnelwatch-processor",
                        new ConfigDef.NonEmptyString(),
                        Importance.LOW,
                        "Name of the consumer group and prefix of the changelog topics. Under a new name the processor starts"
                                + " without state and reads its topic from the beginning.")
                .define(
                        "processor.instance.id",
                        ConfigDef.Type.STRING,
                        "1",
                        new ConfigDef.NonEmptyString(),
                        Importance.MEDIUM,
                        "Name of this instance, stable across restarts; each running instance needs its own.")
                .define(
                        STATE_DIR,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.LOW,
                        "Directory of Kafka Streams' lock files; the state itself is in memory and in changelog topics."
                                + " Empty: $XDG_STATE_HOME/tunnelwatch, or ~/.local/state/tunnelwatch; with 'up', below"
                                + " its data directory.")
                .define(
                        "processor.threads",
                        ConfigDef.Type.INT,
                        1,
                        ConfigDef.Range.between(1, 64),
                        Importance.LOW,
                        "Number of stream threads; one handles hundreds of targets.")
                .define(
                        "processor.watchdog",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.LOW,
                        "Write an observation into vpn.observations.v1 when a poller has fallen silent. Off for a replay,"
                                + " which must not add to its input.")
                .define(
                        "alerts.for",
                        ConfigDef.Type.STRING,
                        null,
                        DurationSetting.between(Duration.ZERO, LONGEST),
                        Importance.HIGH,
                        "How long a problem lasts before an alert fires; overrides the default of every rule (PT1M for"
                                + " ConnectionDown, PT1M30S for the others).")
                .define(
                        "alerts.keep.firing",
                        ConfigDef.Type.STRING,
                        "PT5M",
                        DurationSetting.between(Duration.ZERO, LONGEST),
                        Importance.HIGH,
                        "How long the problem is gone before an alert resolves.")
                .define(
                        "alerts.on.traffic.for",
                        ConfigDef.Type.STRING,
                        "PT15M",
                        DurationSetting.between(Duration.ZERO, LONGEST),
                        Importance.MEDIUM,
                        "How long a connection that negotiates only when there is traffic (EffectImmediately=false)"
                                + " is down before an alert fires.")
                .define(
                        "alerts.local",
                        ConfigDef.Type.STRING,
                        "",
                        LocalRules.validator(),
                        Importance.MEDIUM,
                        LocalRules.DOC);
        for (AlertRule rule : AlertRule.values()) {
            if (!rule.isOfMany()) {
                definition.define(
                        name(rule, "for"),
                        ConfigDef.Type.STRING,
                        null,
                        DurationSetting.between(Duration.ZERO, LONGEST),
                        Importance.MEDIUM,
                        "How long the problem lasts before " + rule + " fires.");
            }
            definition.define(
                    name(rule, "keep.firing"),
                    ConfigDef.Type.STRING,
                    null,
                    DurationSetting.between(Duration.ZERO, LONGEST),
                    Importance.MEDIUM,
                    "How long the problem is gone before " + rule + " resolves.");
        }
        return definition;
    }

    private static Rules rules(AbstractConfig config) {
        var defaults = Rules.defaults();
        var holds = new EnumMap<AlertRule, Rules.Hold>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            Duration until = rule.isOfMany()
                    ? Duration.ZERO
                    : duration(
                            config,
                            name(rule, "for"),
                            "alerts.for",
                            defaults.hold(rule).until());
            Duration keep = duration(config, name(rule, "keep.firing"), "alerts.keep.firing", Duration.ZERO);
            holds.put(rule, new Rules.Hold(until, keep));
        }
        return new Rules(
                holds,
                DurationSetting.of(config, "alerts.on.traffic.for"),
                LocalRules.of(config.getString("alerts.local")));
    }

    private static Duration duration(AbstractConfig config, String ofRule, String ofAll, Duration otherwise) {
        if (config.getString(ofRule) != null) {
            return DurationSetting.of(config, ofRule);
        }
        return config.getString(ofAll) != null ? DurationSetting.of(config, ofAll) : otherwise;
    }

    private static String name(AlertRule rule, String what) {
        return "alerts." + rule.name().toLowerCase(Locale.ROOT) + "." + what;
    }
}
