package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.poller.TargetPoller.PollOptions;
import io.tunnelwatch.runtime.DurationSetting;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;

/**
 * The operator's settings for polling.
 *
 * @param targets targets to poll, sorted, without duplicates
 * @param recheckInterval time between checks of a connection that just changed; none if not shorter than the poll interval
 * @param quotaShare share of the documented quotas that may be used
 * @param missingShare if more than this share of a target is missing at once, none is treated as deleted
 * @param peerConfigurations whether to fetch the configurations meant for the other ends
 * @param diagnoses whether to ask the cloud why something dropped
 * @param groupId name of the group of processes that share these targets
 * @param instanceId name of this process in the group, stable across restarts
 * @param fingerprintKey the operator's key; empty for one that is created and kept in the data directory
 */
public record IngestSettings(
        KafkaAccess kafka,
        CloudAccess cloud,
        List<TargetId> targets,
        Duration pollInterval,
        Duration keyScanInterval,
        Duration recheckInterval,
        double quotaShare,
        double missingShare,
        boolean peerConfigurations,
        boolean diagnoses,
        Optional<Password> fingerprintKey,
        Path dataDirectory,
        String groupId,
        String instanceId) {
    public static final String TARGETS = "targets";
    public static final String POLL_INTERVAL = "poll.interval";
    public static final String KEY_SCAN_INTERVAL = "poll.key.scan.interval";
    public static final String RECHECK_INTERVAL = "poll.recheck.interval";
    public static final String QUOTA_SHARE = "quota.share";
    public static final String MISSING_SHARE = "poll.missing.share";
    public static final String PEER_CONFIGURATION = "peer.configuration";
    public static final String DIAGNOSES = "diagnoses";
    public static final String FINGERPRINT_KEY = "secrets.fingerprint.key";
    public static final String DATA_DIR = "ingest.data.dir";
    public static final String GROUP_ID = "ingest.group.id";
    public static final String INSTANCE_ID = "ingest.instance.id";

    /** Settings that may change at run time. */
    static final Set<String> LIVE = Set.of(
            TARGETS, POLL_INTERVAL, KEY_SCAN_INTERVAL, RECHECK_INTERVAL, MISSING_SHARE, PEER_CONFIGURATION, DIAGNOSES);

    /** A shorter key is easier to guess than the secrets that it hides. */
    private static final int SHORTEST_KEY = 16;

    private static final ConfigDef DEFINITION = new ConfigDef(CloudAccess.definition())
            .define(
                    TARGETS,
                    ConfigDef.Type.LIST,
                    List.of(),
                    Importance.HIGH,
                    "Targets to poll: 'account/region', comma-separated; ingest requires at least one. The account is"
                            + " only a name, in the topics and in 'cloud.roles'. The credentials decide which"
                            + " connections are visible."
                            + " Example: 1234567890123456/eu-central-1,1234567890123456/cn-hangzhou.")
            .define(
                    POLL_INTERVAL,
                    ConfigDef.Type.STRING,
                    "PT30S",
                    DurationSetting.between(Duration.ofMillis(100), Duration.ofHours(1)),
                    Importance.HIGH,
                    "Time between two scans of a target. A scan costs one call for every 50 connections. The cloud"
                            + " allows 600 calls a minute for an account and region, shared with all its other tools."
                            + " Example: PT1M.")
            .define(
                    KEY_SCAN_INTERVAL,
                    ConfigDef.Type.STRING,
                    "PT15M",
                    DurationSetting.between(Duration.ofSeconds(1), Duration.ofDays(1)),
                    Importance.LOW,
                    "Time between two key scans, which publish every connection, changed or not." + " Example: PT1H.")
            .define(
                    RECHECK_INTERVAL,
                    ConfigDef.Type.STRING,
                    "PT5S",
                    DurationSetting.between(Duration.ofMillis(100), Duration.ofHours(1)),
                    Importance.LOW,
                    "Time between two calls for a connection that just changed. Ingest makes these calls until the"
                            + " connection has not changed for a minute, for five minutes at most, and for ten"
                            + " connections of a target at once. A value of '" + POLL_INTERVAL + "' or longer switches"
                            + " these calls off."
                            + " Example: PT10S.")
            .define(
                    QUOTA_SHARE,
                    ConfigDef.Type.DOUBLE,
                    0.5,
                    ConfigDef.Range.between(0.01, 1.0),
                    Importance.LOW,
                    "Largest share of the cloud's documented quotas that each process uses; the account's other tools"
                            + " share them. A scan that needs more takes longer. A share of 0.5 is 300 calls a minute"
                            + " for each account, region and API."
                            + " Example: 0.25.")
            .define(
                    MISSING_SHARE,
                    ConfigDef.Type.DOUBLE,
                    0.2,
                    ConfigDef.Range.between(0.0, 1.0),
                    Importance.LOW,
                    "Largest share of a target's connections that ingest accepts as missing from a listing at once. If"
                            + " more are missing, and more than three, ingest treats none as deleted. If that many"
                            + " were really deleted, set 1: ingest still requires the cloud's proof for each."
                            + " Example: 0.5.")
            .define(
                    PEER_CONFIGURATION,
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Whether ingest fetches the configuration meant for each connection's other end"
                            + " (DownloadVpnConnectionConfig), so that differences from the connection are reported."
                            + " Ingest fetches it when it first sees the connection and when the connection's"
                            + " configuration changes, at most ten times a minute for an account. Every answer holds"
                            + " pre-shared keys, so the policy in 'docs/cloud-access.md' does not include the"
                            + " permission."
                            + " Example: true.")
            .define(
                    DIAGNOSES,
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Whether ingest asks the cloud why a connection or tunnel dropped (DiagnoseVpnConnections). It"
                            + " asks once for each drop, if the next scan or recheck still shows it down. The"
                            + " credentials need the permission 'vpc:DiagnoseVpnConnections'."
                            + " Example: true.")
            .define(
                    FINGERPRINT_KEY,
                    ConfigDef.Type.PASSWORD,
                    null,
                    Importance.MEDIUM,
                    "Key of the fingerprints that stand for pre-shared keys, at least " + SHORTEST_KEY + " characters."
                            + " If it is not set, ingest creates one at its first start and keeps it in"
                            + " '" + DATA_DIR + "'. Set it if several processes poll, so that all of them use the same"
                            + " key."
                            + " Example: ${file:/run/secrets/tunnelwatch:fingerprint.key}.")
            .define(
                    DATA_DIR,
                    ConfigDef.Type.STRING,
                    "data/ingest",
                    new ConfigDef.NonEmptyString(),
                    Importance.MEDIUM,
                    "Directory of ingest's own data: the key of the fingerprints. Unless it is set, 'tunnelwatch up'"
                            + " uses a directory below its data directory."
                            + " Example: /var/lib/tunnelwatch/ingest.")
            .define(
                    GROUP_ID,
                    ConfigDef.Type.STRING,
                    "tunnelwatch-ingest",
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Name of the consumer group of the processes that share these targets, and prefix of their"
                            + " transactional ids. All processes of one group need the same '" + TARGETS + "'."
                            + " Processes with other targets need another name."
                            + " Example: tunnelwatch-ingest-asia.")
            .define(
                    INSTANCE_ID,
                    ConfigDef.Type.STRING,
                    "1",
                    new ConfigDef.NonEmptyString(),
                    Importance.MEDIUM,
                    "Name of this process in its group, stable across restarts. Each running process of a group needs"
                            + " its own."
                            + " Example: 2.");

    public IngestSettings {
        targets = targets.stream().sorted().distinct().toList();
    }

    /** The values of the settings that may change at run time. */
    record Live(List<TargetId> targets, PollOptions pollOptions) {}

    Live live() {
        return new Live(targets, pollOptions());
    }

    PollOptions pollOptions() {
        return new PollOptions(
                pollInterval, keyScanInterval, recheckInterval, missingShare, peerConfigurations, diagnoses);
    }

    public static ConfigDef definition() {
        return DEFINITION;
    }

    public static IngestSettings of(Settings settings) {
        var config = settings.parse(DEFINITION);
        List<TargetId> targets = targets(config.getList(TARGETS));
        return new IngestSettings(
                KafkaAccess.of(settings),
                CloudAccess.of(settings).forAccountsOf(targets),
                targets,
                DurationSetting.of(config, POLL_INTERVAL),
                DurationSetting.of(config, KEY_SCAN_INTERVAL),
                DurationSetting.of(config, RECHECK_INTERVAL),
                config.getDouble(QUOTA_SHARE),
                config.getDouble(MISSING_SHARE),
                config.getBoolean(PEER_CONFIGURATION),
                config.getBoolean(DIAGNOSES),
                fingerprintKey(config),
                Path.of(config.getString(DATA_DIR)),
                config.getString(GROUP_ID),
                config.getString(INSTANCE_ID));
    }

    /** The fingerprints of secrets, for a command that reads responses without polling. */
    public static Fingerprints fingerprints(Settings settings) {
        var config = settings.parse(DEFINITION);
        return fingerprints(fingerprintKey(config), Path.of(config.getString(DATA_DIR)));
    }

    Fingerprints fingerprints() {
        return fingerprints(fingerprintKey, dataDirectory);
    }

    private static Fingerprints fingerprints(Optional<Password> key, Path dataDirectory) {
        return new Fingerprints(key.map(it -> it.value().getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> FingerprintKey.in(dataDirectory)));
    }

    private static Optional<Password> fingerprintKey(AbstractConfig config) {
        var key = Optional.ofNullable(config.getPassword(FINGERPRINT_KEY));
        key.filter(it -> it.value().length() < SHORTEST_KEY).ifPresent(it -> {
            throw new OperatorException(
                    "Setting " + FINGERPRINT_KEY + " is too short: give at least " + SHORTEST_KEY + " characters.");
        });
        return key;
    }

    private static List<TargetId> targets(List<String> texts) {
        if (texts.isEmpty()) {
            throw new OperatorException(
                    "Setting " + TARGETS + " is missing: name what to poll, such as 1234567890123456/eu-central-1.");
        }
        try {
            return texts.stream().map(TargetId::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new OperatorException("Setting " + TARGETS + ": " + e.getMessage() + ".", e);
        }
    }
}
