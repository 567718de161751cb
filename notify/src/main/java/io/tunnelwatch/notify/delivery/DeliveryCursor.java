package io.tunnelwatch.notify.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of one recipient in the log, for as long as one consumer lives: takes the partitions over, gives them away, and
 * commits how far everything has its result. Kafka calls it within a poll.
 */
final class DeliveryCursor implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryCursor.class);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(5);

    private final String name;
    private final String topic;
    private final Consumer<byte[], byte[]> current;
    private final DeliveryLoop loop;
    private final boolean readsAll;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private Map<Integer, Long> committed = Map.of();
    private long committedAt = System.nanoTime();
    private boolean isPaused;
    private boolean isDelivering;

    /** @param readsAll whether the recipient has to be told of what was there before the cursor, too */
    DeliveryCursor(String name, String topic, Consumer<byte[], byte[]> current, DeliveryLoop loop, boolean readsAll) {
        this.name = name;
        this.topic = topic;
        this.current = current;
        this.loop = loop;
        this.readsAll = readsAll;
    }

    /** Returns whether this process delivers, and has read what others wrote before it took over. */
    boolean mayDeliver() {
        return isDelivering && isCaughtUp();
    }

    /** The rest waits in the log while too much waits here. */
    void throttle() {
        if (loop.isFull() != isPaused) {
            isPaused = !isPaused;
            if (isPaused) {
                current.pause(current.assignment());
            } else {
                current.resume(current.assignment());
            }
        }
    }

    private boolean isCaughtUp() {
        ends.entrySet().removeIf(it -> current.position(it.getKey()) >= it.getValue() || isPaused);
        return ends.isEmpty();
    }

    void commitIfDue() {
        if (System.nanoTime() - committedAt > COMMIT_EVERY.toNanos()) {
            commit();
        }
    }

    private void commit() {
        committedAt = System.nanoTime();
        Map<Integer, Long> now = loop.committable();
        if (!isDelivering || now.equals(committed)) {
            return;
        }
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        now.forEach((partition, offset) ->
                offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
        try {
            current.commitSync(offsets, COMMIT_WITHIN);
            committed = now;
        } catch (CommitFailedException | RebalanceInProgressException | TimeoutException e) {
            LOG.debug("Not committed; it will be, here or by another process", e);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        isPaused = false;
        ends.clear();
        isDelivering = !partitions.isEmpty();
        var start = new HashMap<Integer, Long>();
        StartOffsets.of(current, partitions, Instant.now()).forEach((partition, offset) -> {
            start.put(partition.partition(), offset);
            current.seek(partition, offset);
        });
        loop.begin(start);
        committed = Map.of();
        ends.putAll(current.endOffsets(partitions));
        if (isDelivering) {
            if (readsAll) {
                current.seekToBeginning(partitions);
            }
            commit(); // where nothing is committed yet, a restart must not begin later than this start
            LOG.atInfo().addKeyValue("destination", name).log("This process delivers to the destination");
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        isDelivering = false;
        loop.begin(Map.of());
    }
}
