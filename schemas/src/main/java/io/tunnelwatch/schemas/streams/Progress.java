package io.tunnelwatch.schemas.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether an application goes forward, by what it has committed: a thread that hangs and one that has nothing to do are in the
 * same state. Times are those of a clock that nobody can set. For one thread.
 */
final class Progress {
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private long movedAt;

    Progress(long nanos) {
        this.movedAt = nanos;
    }

    /**
     * How far the application has come in one partition.
     *
     * @param end where the partition ends, for those that read what is committed
     */
    record Position(long committed, long end) {
        boolean isAtEnd() {
            return committed >= end;
        }
    }

    /** Something was done that shows in no commit, such as a piece of state that was read back. */
    void moved(long nanos) {
        movedAt = nanos;
    }

    /** Takes in how far it has come in its partitions; without any there is nothing to do. */
    void look(long nanos, Map<TopicPartition, Position> positions) {
        boolean waits = positions.entrySet().stream()
                .anyMatch(it -> !it.getValue().isAtEnd()
                        && it.getValue().committed() == committed.getOrDefault(it.getKey(), -1L));
        committed.keySet().retainAll(positions.keySet());
        positions.forEach((partition, position) -> committed.put(partition, position.committed()));
        if (!waits) {
            movedAt = nanos;
        }
    }

    /** For how long it has done nothing of what there was to do. */
    Duration stuckFor(long nanos) {
        return Duration.ofNanos(nanos - movedAt);
    }
}
