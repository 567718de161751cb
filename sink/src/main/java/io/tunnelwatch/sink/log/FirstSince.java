package io.tunnelwatch.sink.log;

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
 * Finds where the records of a partition begin that are not older than a moment. A broker that meets a damaged batch on the way
 * never answers, and Kafka's client asks again until its time is up, for all partitions of the question: such a partition is
 * read from its beginning, and the damage is passed over when reading gets there.
 */
public final class FirstSince {
    private static final Logger LOG = LoggerFactory.getLogger(FirstSince.class);

    /** A search reads an index and one batch; all partitions of a start are asked at once. */
    private static final Duration ALL_WITHIN = Duration.ofSeconds(5);

    private static final Duration EACH_WITHIN = Duration.ofSeconds(2);

    private FirstSince() {}

    /**
     * The first offset of each partition; its end where everything is older.
     *
     * @param since the moment for each partition, in milliseconds
     */
    public static Map<TopicPartition, Long> find(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> since) {
        var first = new HashMap<>(consumer.beginningOffsets(since.keySet()));
        var ends = consumer.endOffsets(since.keySet());
        search(consumer, since)
                .forEach((partition, found) ->
                        first.put(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
        return first;
    }

    /** The first record of each partition; null where everything is older, and nothing where it could not be searched. */
    public static Map<TopicPartition, @Nullable OffsetAndTimestamp> search(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> since) {
        try {
            return consumer.offsetsForTimes(since, ALL_WITHIN);
        } catch (TimeoutException e) {
            LOG.atDebug().setCause(e).log("Not every partition could be searched; each is searched by itself");
        }
        var found = new HashMap<TopicPartition, @Nullable OffsetAndTimestamp>();
        since.forEach((partition, moment) -> {
            try {
                found.putAll(consumer.offsetsForTimes(Map.of(partition, moment), EACH_WITHIN));
            } catch (TimeoutException e) {
                LOG.atWarn()
                        .addKeyValue("topic", partition.topic())
                        .addKeyValue("partition", partition.partition())
                        .log("The partition cannot be searched, as where a batch is damaged: it is read from its"
                                + " beginning; see docs/runbook.md#records-unreadable");
            }
        });
        return found;
    }
}
