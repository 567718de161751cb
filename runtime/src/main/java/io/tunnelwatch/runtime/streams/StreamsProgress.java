package io.tunnelwatch.runtime.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells by its commits whether an application makes progress: Kafka Streams reports the same state for a thread that hangs and
 * one that is idle. Times are of the monotonic clock. For one thread.
 */
final class StreamsProgress {
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private long movedAt;

    StreamsProgress(long nanos) {
        this.movedAt = nanos;
    }

    /**
     * The position of the application in one partition.
     *
     * @param end end of the partition for a read_committed reader
     */
    record Position(long committed, long end) {
        boolean isAtEnd() {
            return committed >= end;
        }
    }

    /** Records of all partitions that are not committed yet. */
    static OptionalLong lag(Map<TopicPartition, Position> positions) {
        return OptionalLong.of(positions.values().stream()
                .mapToLong(it -> Math.max(0, it.end() - it.committed()))
                .sum());
    }

    /** Notes progress that no commit shows, such as restored state. */
    void moved(long nanos) {
        movedAt = nanos;
    }

    /** Takes the current positions; with none, there is nothing to do. */
    void update(long nanos, Map<TopicPartition, Position> positions) {
        boolean waits = positions.entrySet().stream()
                .anyMatch(it -> !it.getValue().isAtEnd()
                        && it.getValue().committed() == committed.getOrDefault(it.getKey(), -1L));
        committed.keySet().retainAll(positions.keySet());
        positions.forEach((partition, position) -> committed.put(partition, position.committed()));
        if (!waits) {
            movedAt = nanos;
        }
    }

    /** How long the application has made no progress although there was input. */
    Duration stuckFor(long nanos) {
        return Duration.ofNanos(nanos - movedAt);
    }
}
