package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.runtime.streams.StreamsProgress.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/** Asks Kafka how far an application has come in its own partitions. Its own threads would not notice that they hang. */
final class Lag {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final Admin admin;
    private final String applicationId;

    Lag(Admin admin, String applicationId) {
        this.admin = admin;
        this.applicationId = applicationId;
    }

    /** The positions; empty if Kafka does not answer. */
    Optional<Map<TopicPartition, Position>> of(KafkaStreams streams) {
        var own = streams.metadataForLocalThreads().stream()
                .flatMap(it -> it.activeTasks().stream())
                .flatMap(it -> it.topicPartitions().stream())
                .collect(Collectors.toSet());
        try {
            var committed = admin.listConsumerGroupOffsets(applicationId)
                    .partitionsToOffsetAndMetadata(applicationId)
                    .get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
            var ends = admin.listOffsets(
                            own.stream().collect(Collectors.toMap(it -> it, it -> OffsetSpec.latest())),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
            var positions = new HashMap<TopicPartition, Position>();
            ends.forEach((partition, end) -> {
                var offset = committed.get(partition);
                positions.put(partition, new Position(offset == null ? 0 : offset.offset(), end.offset()));
            });
            return Optional.of(positions);
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
