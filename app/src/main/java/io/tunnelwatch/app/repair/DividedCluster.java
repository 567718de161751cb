package io.tunnelwatch.app.repair;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.VisibleTopics;
import io.tunnelwatch.schemas.topics.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The cluster whose topics are divided, as the division asks and changes it. */
final class DividedCluster {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    /** Longer than the timeout of any transaction that a killed program has left open, and than a deletion takes. */
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(90);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** Nothing of a copy may be deleted or compacted. */
    private static final Map<String, String> KEEPS_ALL =
            Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");

    private final Admin admin;

    DividedCluster(Admin admin) {
        this.admin = admin;
    }

    /** The number of partitions of a topic; 0 if it does not exist. */
    int partitions(String topic) {
        return description(topic).map(it -> it.partitions().size()).orElse(0);
    }

    /** The number of copies of each partition of an existing topic. */
    short copies(String topic) {
        return (short)
                description(topic).orElseThrow().partitions().get(0).replicas().size();
    }

    private Optional<TopicDescription> description(String topic) {
        try {
            return Optional.ofNullable(VisibleTopics.of(admin, List.of(topic), ANSWER_WITHIN)
                    .there()
                    .get(topic));
        } catch (ExecutionException | TimeoutException e) {
            throw unanswered(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The settings that were made for this topic itself. */
    Map<String, String> settings(String topic) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var settings = new TreeMap<String, String>();
        Objects.requireNonNull(
                        await(admin.describeConfigs(List.of(resource)).all()).get(resource))
                .entries()
                .stream()
                .filter(it -> it.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .forEach(it -> settings.put(it.name(), it.value()));
        return settings;
    }

    /** About how many records a topic has; the marks of transactions count as records. */
    long records(String topic) {
        int count = partitions(topic);
        long[] beginnings = offsets(topic, count, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        return Arrays.stream(ends(topic, count)).sum()
                - Arrays.stream(beginnings).sum();
    }

    long[] ends(String topic, int count) {
        return offsets(topic, count, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    private long[] offsets(String topic, int count, OffsetSpec which, IsolationLevel isolation) {
        var asked = new HashMap<TopicPartition, OffsetSpec>();
        IntStream.range(0, count).forEach(it -> asked.put(new TopicPartition(topic, it), which));
        var answer = await(
                admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all());
        return IntStream.range(0, count)
                .mapToLong(it -> Objects.requireNonNull(answer.get(new TopicPartition(topic, it)))
                        .offset())
                .toArray();
    }

    /** Waits until no transaction is open: a killed program may have left one, which its successor or a timeout ends. */
    void awaitDecided(String topic) {
        int count = partitions(topic);
        awaitUntil(
                () -> Arrays.equals(
                        ends(topic, count), offsets(topic, count, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED)),
                "a transaction in " + topic + " is still open");
    }

    /** Throws if the partitions do not end there. */
    void requireEnds(String topic, long[] wanted) {
        long[] there = ends(topic, wanted.length);
        if (!Arrays.equals(there, wanted)) {
            throw new OperatorException(topic + " ends at " + Arrays.toString(there) + " in place of "
                    + Arrays.toString(wanted) + ": check that nothing else writes to it, then run the command again.");
        }
    }

    /** The groups that have a place in this topic, with these places. */
    Map<String, Map<TopicPartition, OffsetAndMetadata>> places(String topic) {
        var places = new TreeMap<String, Map<TopicPartition, OffsetAndMetadata>>();
        for (String group : groups()) {
            var of = new HashMap<TopicPartition, OffsetAndMetadata>();
            await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group))
                    .forEach((partition, place) -> {
                        if (place != null && partition.topic().equals(topic)) {
                            of.put(partition, place);
                        }
                    });
            if (!of.isEmpty()) {
                places.put(group, of);
            }
        }
        return places;
    }

    private Collection<String> groups() {
        return await(admin.listGroups().valid()).stream()
                .filter(it -> it.protocol().equals("consumer") || it.isSimpleConsumerGroup())
                .map(GroupListing::groupId)
                .toList();
    }

    void setPlaces(String group, Map<TopicPartition, OffsetAndMetadata> places) {
        if (!places.isEmpty()) {
            await(admin.alterConsumerGroupOffsets(group, places).all());
        }
    }

    void createCopy(String topic, String copy, int partitions) {
        var settings = new HashMap<>(KEEPS_ALL);
        settings.put(Topic.LARGEST_RECORD, Integer.toString(Topic.LARGEST_RECORD_BYTES));
        create(copy, partitions, copies(topic), settings);
    }

    /** Creates a topic. One that was deleted under this name may not be gone yet. */
    void create(String topic, int partitions, short copies, Map<String, String> settings) {
        awaitUntil(
                () -> {
                    try {
                        await(admin.createTopics(List.of(new NewTopic(topic, partitions, copies).configs(settings)))
                                .all());
                        return true;
                    } catch (TopicExistsException e) {
                        return false;
                    }
                },
                topic + " cannot be made, because it exists");
        awaitUntil(() -> partitions(topic) == partitions, topic + " was made and is still missing");
    }

    void delete(String topic) {
        if (partitions(topic) > 0) {
            await(admin.deleteTopics(Set.of(topic)).all());
            awaitUntil(() -> partitions(topic) == 0, topic + " is still there");
        }
    }

    private static void awaitUntil(BooleanSupplier done, String otherwise) {
        long giveUp = System.nanoTime() + SETTLES_WITHIN.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > giveUp) {
                throw new OperatorException(
                        otherwise + ": check that all programs are stopped, then run the command again.");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
                throw unknown;
            }
            throw unanswered(e);
        } catch (TimeoutException e) {
            throw unanswered(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static OperatorException unanswered(Exception e) {
        return new OperatorException(
                "Kafka did not do what it was asked for (" + (e.getCause() == null ? e : e.getCause())
                        + "): run the command again.",
                e);
    }

    private static OperatorException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new OperatorException("Interrupted: run the command again.", e);
    }
}
