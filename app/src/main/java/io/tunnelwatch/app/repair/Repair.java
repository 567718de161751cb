package io.tunnelwatch.app.repair;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.runtime.streams.StoppedGroup;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.topics.OffsetsForTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Deletes topics that can be rebuilt from their source topics, so that the next start rebuilds them: the same records under the
 * same keys, since everything in them comes from the source.
 */
public final class Repair {
    /** Topics that the sink derives from transitions. */
    static final List<Topic> FROM_TRANSITIONS = List.of(Topics.CONNECTIONS, Topics.HISTORY, Topics.AVAILABILITY);

    /** Topics that the processor derives from observations. */
    private static final List<Topic> FROM_OBSERVATIONS = List.of(Topics.TRANSITIONS, Topics.ALERTS, Topics.TARGETS);

    private final StoppedKafka kafka;
    private final Topic source;
    private final List<Topic> topics;
    private final List<String> applicationIds;

    private Repair(StoppedKafka kafka, Topic source, List<Topic> topics, List<String> applicationIds) {
        this.kafka = kafka;
        this.source = kafka.kafka().topic(source);
        this.topics = kafka.kafka().topics(topics);
        this.applicationIds = applicationIds;
    }

    /** Rebuilds connections, history and availability from transitions. */
    public static Repair fromTransitions(StoppedKafka kafka, ApplicationIds applications) {
        return new Repair(kafka, Topics.TRANSITIONS, FROM_TRANSITIONS, List.of(applications.sink()));
    }

    /** Rebuilds everything from observations. */
    public static Repair fromObservations(StoppedKafka kafka, ApplicationIds applications) {
        var topics = new ArrayList<>(FROM_OBSERVATIONS);
        topics.addAll(FROM_TRANSITIONS);
        return new Repair(kafka, Topics.OBSERVATIONS, topics, applications.all());
    }

    /** Describes the repair, and how far back its result can reach. */
    public List<String> plan() {
        var lines = new ArrayList<String>();
        lines.add("To be rebuilt: "
                + String.join(", ", topics.stream().map(Topic::name).toList()) + ".");
        lines.add("To be read from the beginning: " + source.name() + ", which reaches back to " + beginning()
                + ". Anything older is lost.");
        applicationIds.forEach(it -> lines.add("To be deleted: offsets and state of " + it + "."));
        return lines;
    }

    /** Runs the repair. */
    public void run() {
        var groups = applicationIds.stream().map(kafka::group).toList();
        groups.forEach(StoppedGroup::reset);
        deleteTopics();
        try (var admin = TopicAdmin.connect(kafka.kafka())) {
            admin.create(topics);
        }
    }

    private void deleteTopics() {
        try {
            Set<String> there = new HashSet<>(kafka.admin().listTopics().names().get());
            there.retainAll(topics.stream().map(Topic::name).toList());
            kafka.admin().deleteTopics(there).all().get();
        } catch (ExecutionException e) {
            throw new OperatorException(
                    "Kafka did not delete the topics (" + e.getMessage() + "): run the command again.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorException("Interrupted: run the command again.", e);
        }
    }

    private String beginning() {
        try (var consumer = new KafkaConsumer<>(
                kafka.kafka().consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var since = new HashMap<TopicPartition, Long>();
            consumer.partitionsFor(source.name())
                    .forEach(it -> since.put(new TopicPartition(it.topic(), it.partition()), 0L));
            var found = OffsetsForTimes.search(consumer, since);
            return found.size() < since.size()
                    ? "an unknown time, because a part of it is damaged"
                    : found.values().stream()
                            .filter(Objects::nonNull)
                            .map(it -> Instant.ofEpochMilli(it.timestamp()))
                            .min(Instant::compareTo)
                            .map(Instant::toString)
                            .orElse("no time, because it is empty");
        }
    }
}
