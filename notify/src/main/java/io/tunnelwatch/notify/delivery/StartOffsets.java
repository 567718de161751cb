package io.tunnelwatch.notify.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The offsets at which the delivery to a destination goes on. */
final class StartOffsets {
    /** A new destination is told of the last minutes: they may lie between its start and the assignment of the partitions. */
    private static final Duration BEFORE_THE_FIRST_START = Duration.ofMinutes(10);

    private StartOffsets() {}

    /**
     * The committed offsets, or for a new destination those of some minutes ago. Offsets that the log does not have any more are
     * moved to what it has.
     */
    static Map<TopicPartition, Long> of(Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Instant now) {
        var beginnings = consumer.beginningOffsets(partitions);
        var ends = consumer.endOffsets(partitions);
        var start = new HashMap<TopicPartition, Long>();
        consumer.committed(new HashSet<>(partitions)).forEach((partition, committed) -> {
            if (committed != null) {
                long offset = Math.max(committed.offset(), beginnings.getOrDefault(partition, 0L));
                start.put(partition, Math.min(offset, ends.getOrDefault(partition, offset)));
            }
        });
        var fresh = new HashMap<TopicPartition, Long>();
        partitions.stream()
                .filter(it -> !start.containsKey(it))
                .forEach(it -> fresh.put(it, now.minus(BEFORE_THE_FIRST_START).toEpochMilli()));
        consumer.offsetsForTimes(fresh)
                .forEach((partition, found) ->
                        start.put(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
        return start;
    }
}
