package io.tunnelwatch.app.repair;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Divides the partitions of one topic. First a copy is made that has the new number of partitions; the topic itself stays. Then
 * the topic is deleted, made anew, and filled from the copy, and the copy is deleted. The copy also keeps the places of the
 * groups that read the topic, and, in a partition of its own, the settings of the topic. After an interruption at any point a
 * second run continues.
 */
final class TopicDivision {
    private final String topic;
    private final String copy;
    private final int partitions;
    private final Placement placement;
    private final DividedCluster cluster;

    TopicDivision(String topic, int partitions, Placement placement, DividedCluster cluster) {
        this.topic = topic;
        this.copy = topic + Topic.DIVIDED;
        this.partitions = partitions;
        this.placement = placement;
        this.cluster = cluster;
    }

    String topic() {
        return topic;
    }

    /** Returns whether there is anything left to do. */
    boolean isNeeded() {
        int there = cluster.partitions(topic);
        return cluster.partitions(copy) > 0 || (there > 0 && there != partitions);
    }

    /** One line about what is to be done. */
    String plan() {
        int there = cluster.partitions(topic);
        return there == 0 || there == partitions
                ? topic + ": to be filled from " + copy + ", which an earlier run has made"
                : topic + ": from " + there + " to " + partitions + " partitions, " + cluster.records(topic)
                        + " records";
    }

    /** Throws if the partitions cannot be divided into so many. */
    void requireMultiple() {
        int there = cluster.partitions(topic);
        if (there > 0 && partitions % there != 0) {
            throw new OperatorException(topic + " has " + there + " partitions, and " + partitions
                    + " is no multiple of that: give a number such as " + there * 2 + " or " + there * 4 + ".");
        }
    }

    /** Makes the copy, unless an earlier run has made it and begun to replace the topic. */
    void copy(TopicCopy copying) {
        int former = cluster.partitions(topic);
        if (former == 0 || former == partitions) {
            return;
        }
        cluster.awaitDecided(topic);
        cluster.delete(copy);
        cluster.createCopy(topic, copy, partitions + 1);
        var parts = new Parts(former, partitions);
        var places = cluster.places(topic);
        var next = new long[partitions];
        var moved = new HashMap<String, Map<TopicPartition, OffsetAndMetadata>>();
        cluster.settings(topic)
                .forEach((name, value) ->
                        copying.send(new ProducerRecord<>(copy, partitions, bytes(name), bytes(value))));
        for (int partition = 0; partition < former; partition++) {
            var from = new TopicPartition(topic, partition);
            var marks = places.values().stream()
                    .filter(it -> it.containsKey(from))
                    .map(it -> it.get(from).offset())
                    .distinct()
                    .toList();
            var found = copying.divide(from, copy, parts, placement, next, marks);
            places.forEach((group, of) -> {
                OffsetAndMetadata place = of.get(from);
                if (place != null) {
                    found.getOrDefault(place.offset(), Map.of()).forEach((part, offset) -> moved.computeIfAbsent(
                                    group, it -> new HashMap<>())
                            .put(new TopicPartition(copy, part), new OffsetAndMetadata(offset, place.metadata())));
                }
            });
        }
        copying.flush();
        cluster.requireEnds(copy, next);
        moved.forEach(cluster::setPlaces);
    }

    /** Replaces the topic by one with the new number of partitions and the content of the copy. */
    void replace(TopicCopy copying) {
        if (cluster.partitions(copy) == 0) {
            return;
        }
        if (cluster.partitions(topic) != partitions) {
            var settings = new TreeMap<String, String>();
            copying.all(new TopicPartition(copy, partitions))
                    .forEach(it -> settings.put(text(it.key()), text(it.value())));
            cluster.delete(topic);
            cluster.create(topic, partitions, cluster.copies(copy), settings);
        }
        long[] written = cluster.ends(topic, partitions);
        long[] wanted = cluster.ends(copy, partitions);
        for (int partition = 0; partition < partitions; partition++) {
            if (written[partition] < wanted[partition]) {
                copying.repeat(new TopicPartition(copy, partition), written[partition], topic);
            }
        }
        copying.flush();
        cluster.requireEnds(topic, wanted);
        cluster.places(copy).forEach((group, places) -> {
            var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
            IntStream.range(0, partitions).forEach(it -> {
                OffsetAndMetadata place = places.get(new TopicPartition(copy, it));
                if (place != null) {
                    moved.put(new TopicPartition(topic, it), place);
                }
            });
            cluster.setPlaces(group, moved);
        });
        cluster.delete(copy);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
