package io.tunnelwatch.app.plan;

import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.notify.Notifier;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.rights.Rights;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicNames;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.SinkSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Topics, users and rights. Only the names of groups and topics and the number of partitions are read from the settings, so no
 * other setting need be right.
 */
public record ClusterPlan(List<Topic> topics, List<ClusterUser> users) {
    /** Beginning of the transactional ids of 'tunnelwatch import'. */
    private static final String IMPORTS = "tunnelwatch-import-";

    /** The parts that may have users of their own, and the names of these users if no others are given. */
    private static final Map<String, String> PARTS = parts();

    public ClusterPlan {
        topics = List.copyOf(topics);
        users = List.copyOf(users);
    }

    /** @param names names of users by part; parts with the same user have their rights in common */
    public static ClusterPlan of(Settings settings, Map<String, String> names) {
        names.keySet().stream().filter(it -> !PARTS.containsKey(it)).findFirst().ifPresent(unknown -> {
            throw new OperatorException(
                    "--users has no part '" + unknown + "': the parts are " + String.join(", ", PARTS.keySet()) + ".");
        });
        String ingest = read(settings, IngestSettings.definition(), "ingest.group.id");
        String processor = read(settings, ProcessorSettings.definition(), "processor.application.id");
        String sink = read(settings, SinkSettings.definition(), "sink.application.id");
        String gate = read(settings, GateSettings.definition(), "notify.application.id");
        var topicNames = KafkaAccess.topicNames(settings);
        var rights = new TreeMap<String, Rights>();
        rights.put("ingest", Ingest.rights(ingest, topicNames));
        rights.put("processor", Processor.rights(processor, topicNames));
        rights.put("sink", Sink.rights(sink, topicNames));
        rights.put("notify", Notifier.rights(gate, topicNames));
        rights.put(
                "admin",
                new Rights(topicNames).creates(Topics.all()).resets(processor).resets(sink));
        rights.put("operator", operator(topicNames));
        rights.put(
                "repair",
                new Rights(topicNames)
                        .replaces(Topics.all())
                        .replacesState(processor)
                        .replacesState(sink)
                        .replacesState(gate)
                        .joins(ingest)
                        .joinsPrefixed(gate + "-")
                        .listsGroups()
                        .writesIdempotently());
        int partitions = topicNames.partitions();
        var topics = new ArrayList<>(topicNames.of(Topics.all()));
        topics.addAll(Processor.internalTopics(processor, partitions));
        topics.addAll(Sink.internalTopics(sink, partitions));
        topics.addAll(Notifier.internalTopics(gate));
        return new ClusterPlan(topics, users(rights, names, topicNames));
    }

    /** The topics that Kafka Streams makes, if nobody else does. */
    public List<Topic> internalTopics() {
        return topics.stream().filter(it -> Topics.find(it.name()).isEmpty()).toList();
    }

    /** The commands of people that read topics, import what was saved, or retire a target. */
    private static Rights operator(TopicNames topicNames) {
        return new Rights(topicNames)
                .reads(Topics.all())
                .writes(List.of(Topics.OBSERVATIONS))
                .transacts(IMPORTS)
                .writesIdempotently();
    }

    private static List<ClusterUser> users(
            Map<String, Rights> rights, Map<String, String> names, TopicNames topicNames) {
        var byUser = new LinkedHashMap<String, Rights>();
        PARTS.forEach((part, usual) -> byUser.computeIfAbsent(
                        names.getOrDefault(part, usual), unused -> new Rights(topicNames))
                .with(Objects.requireNonNull(rights.get(part))));
        return byUser.entrySet().stream()
                .map(it -> new ClusterUser(it.getKey(), it.getValue().all()))
                .toList();
    }

    private static Map<String, String> parts() {
        var parts = new LinkedHashMap<String, String>();
        parts.put("ingest", "tunnelwatch-ingest");
        parts.put("processor", "tunnelwatch-processor");
        // The sink's process also runs the notifier, with the same settings of its clients.
        parts.put("sink", "tunnelwatch-sink");
        parts.put("notify", "tunnelwatch-sink");
        parts.put("admin", "tunnelwatch-admin");
        parts.put("operator", "tunnelwatch-operator");
        parts.put("repair", "tunnelwatch-repair");
        return parts;
    }

    private static String read(Settings settings, ConfigDef definition, String name) {
        var only = new ConfigDef()
                .define(Objects.requireNonNull(definition.configKeys().get(name)));
        return settings.parse(only).getString(name);
    }
}
