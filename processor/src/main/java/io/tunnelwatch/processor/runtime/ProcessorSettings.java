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
                        "Name of the consumer group, and prefix of the changelog topics. Under a new name the"
                                + " processor starts without state and reads 'vpn.observations.v1' from the beginning."
                                + " Example: tunnelwatch-processor-2.")
                .define(
                        "processor.instance.id",
                        ConfigDef.Type.STRING,
                        "1",
                        new ConfigDef.NonEmptyString(),
                        Importance.MEDIUM,
                        "Name of this instance, stable across restarts. Each running instance needs its own."
                                + " Example: 2.")
                .define(
                        STATE_DIR,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.LOW,
                        "Directory of Kafka Streams' lock files; the state itself is in memory and in changelog"
                                + " topics. If it is empty, the processor uses '$XDG_STATE_HOME/tunnelwatch', or"
                                + " '~/.local/state/tunnelwatch'; 'tunnelwatch up' uses a directory below its data"
                                + " directory."
                                + " Example: /var/lib/tunnelwatch/processor.")
                .define(
                        "processor.threads",
                        ConfigDef.Type.INT,
                        1,
                        ConfigDef.Range.between(1, 64),
                        Importance.LOW,
                        "Number of Kafka Streams threads. One thread handles hundreds of targets." + " Example: 2.")
                .define(
                        "processor.watchdog",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.LOW,
                        "Whether the processor writes an observation into 'vpn.observations.v1' when a poller has"
                                + " fallen silent. Switch it off for a processor that judges recorded observations"
                                + " again, since it must not add to its input."
                                + " Example: false.")
                .define(
                        "alerts.for",
                        ConfigDef.Type.STRING,
                        null,
                        DurationSetting.between(Duration.ZERO, LONGEST),
                        Importance.HIGH,
                        "Time that a problem lasts before its alert fires; two scans must have seen it, too. If it is not set, every rule has its own"
                                + " default: PT1M for ConnectionDown, PT1M30S for the others. GatewayDown and Summary"
                                + " are group alerts: their members have waited already."
                                + " Example: PT3M.")
                .define(
                        "alerts.keep.firing",
                        ConfigDef.Type.STRING,
                        "PT5M",
                        DurationSetting.between(Duration.ZERO, LONGEST),
                        Importance.HIGH,
                        "Time that a problem is gone before its alert resolves; two scans must have seen that, too. A longer time keeps a tunnel that"
                                + " comes and goes from alerting each time."
                                + " Example: PT10M.")
                .define(
                        "alerts.on.traffic.for",
                        ConfigDef.Type.STRING,
                        "PT15M",
                        DurationSetting.between(Duration.ZERO, LONGEST),
                        Importance.MEDIUM,
                        "Time that a connection is down before ConnectionDown fires, if the connection negotiates only"
                                + " when there is traffic (EffectImmediately=false): when idle, it may be down. A"
                                + " longer 'alerts.for' or 'alerts.connectiondown.for' applies instead."
                                + " Example: PT30M.")
                .define(
                        "alerts.local",
                        ConfigDef.Type.STRING,
                        "",
                        LocalRuleParser.validator(),
                        Importance.MEDIUM,
                        LocalRuleParser.DOC);
        defineHolds(definition);
        return definition;
    }

    /** Adds the settings that stand once for each rule. */
    private static void defineHolds(ConfigDef definition) {
        for (AlertRule rule : AlertRule.values()) {
            if (!rule.isGroupAlert()) {
                definition.define(
                        name(rule, "for"),
                        ConfigDef.Type.STRING,
                        null,
                        DurationSetting.between(Duration.ZERO, LONGEST),
                        Importance.MEDIUM,
                        "Time that the problem lasts before " + rule + " fires. If it is not set, 'alerts.for'"
                                + " applies, else "
                                + Rules.defaults().hold(rule).beforeFiring() + "."
                                + " Example: PT3M.");
            }
            definition.define(
                    name(rule, "keep.firing"),
                    ConfigDef.Type.STRING,
                    null,
                    DurationSetting.between(Duration.ZERO, LONGEST),
                    Importance.MEDIUM,
                    "Time that the problem is gone before " + rule + " resolves. If it is not set,"
                            + " 'alerts.keep.firing' applies."
                            + " Example: PT10M.");
        }
    }

    private static Rules rules(AbstractConfig config) {
        var defaults = Rules.defaults();
        var holds = new EnumMap<AlertRule, Rules.Hold>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            Duration until = rule.isGroupAlert()
                    ? Duration.ZERO
                    : duration(
                            config,
                            name(rule, "for"),
                            "alerts.for",
                            defaults.hold(rule).beforeFiring());
            Duration keep = duration(config, name(rule, "keep.firing"), "alerts.keep.firing", Duration.ZERO);
            holds.put(rule, new Rules.Hold(until, keep));
        }
        return new Rules(
                holds,
                DurationSetting.of(config, "alerts.on.traffic.for"),
                LocalRuleParser.of(config.getString("alerts.local")));
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
