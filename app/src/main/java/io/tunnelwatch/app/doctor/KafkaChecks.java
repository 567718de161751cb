package io.tunnelwatch.app.doctor;

import io.tunnelwatch.app.plan.TopicReview;
import io.tunnelwatch.app.platform.BrokerLibraries;
import io.tunnelwatch.runtime.ClusterProbe;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.server.common.MetadataVersion;

/** Checks brokers, registry and topics: that they answer, can do what Tunnelwatch needs, and are as planned. */
public final class KafkaChecks {
    private static final String BROKERS = "brokers";
    private static final String REGISTRY = "registry";
    private static final String TOPICS = "topics";

    /** Brokers list transactions since 3.0, and have those that Tunnelwatch needs since 2.5. */
    private static final String OLD = "the brokers are older than 3.0";

    private final Settings settings;

    public KafkaChecks(Settings settings) {
        this.settings = settings;
    }

    public List<Check> all() {
        return List.of(
                new Check(BROKERS, () -> brokers(ClusterProbe.ask(KafkaAccess.of(settings)))),
                new Check(REGISTRY, this::registry),
                new Check(TOPICS, this::topics));
    }

    static List<Finding> brokers(ClusterProbe probe) {
        return List.of(
                Finding.ok(
                        BROKERS,
                        probe.brokers() + (probe.brokers() == 1 ? " broker answers" : " brokers answer") + ", version "
                                + version(probe)),
                transactions(probe.listsTransactions()),
                compaction(probe.compacts()));
    }

    private static String version(ClusterProbe probe) {
        return probe.metadataLevel()
                .map(KafkaChecks::release)
                .or(probe::protocolVersion)
                .orElse("unknown (the brokers do not tell)");
    }

    /** The names of the levels are in a library of the broker, which a container does not have. */
    private static String release(short level) {
        if (!BrokerLibraries.arePresent()) {
            return "unknown (metadata.version " + level + ")";
        }
        try {
            return MetadataVersion.fromFeatureLevel(level).version();
        } catch (IllegalArgumentException e) {
            return "newer than " + MetadataVersion.latestProduction().version();
        }
    }

    private static Finding transactions(Optional<Boolean> listed) {
        if (listed.isEmpty()) {
            return Finding.warn(
                    BROKERS,
                    "whether they have transactions is hidden from this user",
                    "docs/kafka.md lists the rights");
        }
        return listed.get()
                ? Finding.ok(BROKERS, "transactions work")
                : Finding.warn(BROKERS, OLD, "docs/kafka.md#versions says what works; before 2.5 nothing does");
    }

    private static Finding compaction(Optional<Boolean> compacts) {
        if (compacts.isEmpty()) {
            return Finding.warn(
                    BROKERS,
                    "whether they compact topics is hidden from this user",
                    "make sure that log.cleaner.enable is true");
        }
        return compacts.get()
                ? Finding.ok(BROKERS, "compaction is on")
                : Finding.fail(BROKERS, "compaction is off", "set log.cleaner.enable=true on the brokers");
    }

    private List<Finding> registry() {
        var kafka = KafkaAccess.of(settings);
        if (!kafka.usesRegistry()) {
            return List.of(Finding.ok(REGISTRY, "none is used by serde.value.class"));
        }
        Prerequisites.requireRegistry(kafka, Topics.all());
        return List.of(Finding.ok(REGISTRY, kafka.registryUrl().replaceFirst("//[^/@]*@", "//") + " answers"));
    }

    private List<Finding> topics() {
        try (var admin = TopicAdmin.connect(KafkaAccess.of(settings))) {
            return topics(TopicReview.of(admin, settings));
        }
    }

    private static List<Finding> topics(TopicReview review) {
        var findings = new ArrayList<Finding>();
        review.differences()
                .forEach(it -> findings.add(Finding.fail(
                        TOPICS,
                        it,
                        it.endsWith(" is missing")
                                ? "run 'tunnelwatch topics --create'"
                                : "correct the topic (docs/kafka.md#what-has-to-be-made)")));
        review.notes()
                .forEach(it -> findings.add(
                        Finding.warn(TOPICS, it, "raise retention.ms of the topic, or read docs/kafka.md")));
        return findings.isEmpty()
                ? List.of(Finding.ok(TOPICS, "all " + Topics.all().size() + " exist and are correct"))
                : findings;
    }
}
