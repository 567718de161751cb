package io.tunnelwatch.sink.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the first offset of each partition that is not older than a given time. A broker that meets a damaged batch during the
 * search never answers, and Kafka's client retries until its timeout, for all partitions of the request. Such a partition is
 * read from its beginning, and the damage is skipped when reading reaches it.
 */
public final class OffsetsForTimes {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetsForTimes.class);

    /** A search reads an index and one batch; one request covers all partitions of a start. */
    private static final Duration ALL_WITHIN = Duration.ofSeconds(5);

    private static final Duration EACH_WITHIN = Duration.ofSeconds(2);

    private OffsetsForTimes() {}

    /**
     * The first matching offset of each partition; its end if every record is older.
     *
     * @param since the time for each partition, in milliseconds
     */
    public static Map<TopicPartition, Long> find(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> since) {
        var first = new HashMap<>(consumer.beginningOffsets(since.keySet()));
        var ends = consumer.endOffsets(since.keySet());
        search(consumer, since)
                .forEach((partition, found) ->
                        first.put(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
        return first;
    }

    /** The first matching record of each partition; null if every record is older, no entry if the search failed. */
    public static Map<TopicPartition, @Nullable OffsetAndTimestamp> search(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> since) {
        try {
            return consumer.offsetsForTimes(since, ALL_WITHIN);
        } catch (TimeoutException e) {
            LOG.atDebug().setCause(e).log("A search of all partitions at once timed out; each is searched by itself");
        }
        var found = new HashMap<TopicPartition, @Nullable OffsetAndTimestamp>();
        since.forEach((partition, moment) -> {
            try {
                found.putAll(consumer.offsetsForTimes(Map.of(partition, moment), EACH_WITHIN));
            } catch (TimeoutException e) {
                LOG.atWarn()
                        .addKeyValue("topic", partition.topic())
                        .addKeyValue("partition", partition.partition())
                        .log("The partition cannot be searched by time, perhaps because a batch is damaged: it is "
                                + "read from its beginning. See docs/runbook.md#records-unreadable");
            }
        });
        return found;
    }
}
