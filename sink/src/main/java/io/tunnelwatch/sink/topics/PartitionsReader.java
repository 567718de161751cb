package io.tunnelwatch.sink.topics;

import io.tunnelwatch.runtime.streams.DamagedBatch;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions and survives every error that Kafka reports. A damaged batch is skipped; if the next offset is gone, reading
 * restarts with what is left; after any other error a new consumer continues where the last one stopped. One thread polls; any
 * thread may stop it, wake it or query its state.
 */
public final class PartitionsReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionsReader.class);

    /** A poll is empty both on a quiet topic and when the brokers are away, so the reader asks the brokers now and then. */
    private static final long ASK_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final StartPositions beginning;
    private final SkippedRecords skippedRecords;
    private final Holes holes = new Holes();
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Backoff pauses = new Backoff();
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile boolean renewing;
    private volatile long progressAt = System.nanoTime();
    private volatile long heardAt = System.nanoTime();
    private volatile boolean isHeard;

    /** Decides where reading begins. */
    public interface StartPositions {
        /** The topics to read. */
        List<String> topics();

        /** Start offset of every partition. Called at the start, when the partitions are assigned, and again if that fails. */
        Map<TopicPartition, Long> first(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions);

        /** New start offsets for partitions whose next offset is gone. */
        Map<TopicPartition, Long> reset(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions);
    }

    /** Creates the first consumer at once, so that wrong settings fail the start. */
    public PartitionsReader(
            Supplier<Consumer<byte[], byte[]>> consumers, StartPositions beginning, SkippedRecords skippedRecords) {
        this.consumers = consumers;
        this.beginning = beginning;
        this.skippedRecords = skippedRecords;
        this.consumer = consumers.get();
    }

    /** Polls once; returns no records after an error that was handled. Throws {@link WakeupException} when stopped. */
    public ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        try {
            return attempt(wait);
        } catch (WakeupException e) {
            if (isClosing() || !renewing) {
                throw e;
            }
            renew();
            return ConsumerRecords.empty();
        }
    }

    private ConsumerRecords<byte[], byte[]> attempt(Duration wait) {
        try {
            var current = current();
            probeBrokers(current);
            var records = current.poll(wait);
            records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
            records.forEach(holes::passed);
            progressAt = System.nanoTime();
            pauses.reset();
            return records;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (OffsetOutOfRangeException e) {
            resetOffsets(e.offsetOutOfRangePartitions());
        } catch (KafkaException e) {
            var damaged = DamagedBatch.damagedPartition(e, next.keySet());
            if (damaged.isPresent()) {
                skip(damaged.get(), e);
            } else {
                startOver(e);
            }
        }
        return ConsumerRecords.empty();
    }

    private Consumer<byte[], byte[]> current() {
        var current = consumer;
        if (current == null) {
            current = consumers.get();
            consumer = current;
        }
        if (isClosing()) {
            throw new WakeupException();
        }
        if (current.assignment().isEmpty()) {
            place(current);
        }
        return current;
    }

    private void place(Consumer<byte[], byte[]> current) {
        if (next.isEmpty()) {
            var partitions = beginning.topics().stream()
                    .flatMap(topic -> current.partitionsFor(topic).stream())
                    .map(it -> new TopicPartition(it.topic(), it.partition()))
                    .toList();
            current.assign(partitions);
            next.putAll(beginning.first(current, partitions));
        } else {
            current.assign(next.keySet());
        }
        next.forEach(current::seek);
    }

    private void probeBrokers(Consumer<byte[], byte[]> current) {
        long now = System.nanoTime();
        if (isHeard && now - heardAt < ASK_EVERY_NANOS) {
            return;
        }
        try {
            current.endOffsets(next.keySet(), ANSWER_WITHIN);
            isHeard = true;
            heardAt = System.nanoTime();
        } catch (TimeoutException e) {
            LOG.debug("The brokers do not answer", e);
        }
    }

    /** The next offset does not exist: the log was truncated, or its records were deleted. */
    private void resetOffsets(Map<TopicPartition, Long> gone) {
        var current = current();
        beginning.reset(current, gone.keySet()).forEach((partition, offset) -> {
            long lost = gone.getOrDefault(partition, offset);
            LOG.atWarn()
                    .addKeyValue("topic", partition.topic())
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("offset", lost)
                    .addKeyValue("from", offset)
                    .log("The next records of the topic were deleted. Reading continues with what is left, and "
                            + "the answers of the page say what may be missing. See docs/runbook.md#records-gone");
            holes.begin(partition, Hole.Cause.GONE);
            current.seek(partition, offset);
            next.put(partition, offset);
        });
    }

    private void skip(TopicPartition damaged, KafkaException e) {
        try {
            long from = next.getOrDefault(damaged, 0L);
            long to = DamagedBatch.skip(current(), damaged, from, e);
            skippedRecords.range(damaged, from, to, DamagedBatch.complaint(e));
            holes.begin(damaged, Hole.Cause.DAMAGED);
            next.put(damaged, to);
            progressAt = System.nanoTime();
        } catch (WakeupException | InterruptException wakeup) {
            throw wakeup;
        } catch (KafkaException another) {
            startOver(another);
        }
    }

    private void startOver(KafkaException e) {
        if (pauses.isFirst()) {
            LOG.atWarn().addKeyValue("error", e.toString()).log("Kafka does not answer: the next attempt follows");
        }
        renew();
        pauses.await(closing);
    }

    private void renew() {
        renewing = false;
        var old = consumer;
        consumer = null;
        if (old != null) {
            old.close(CloseOptions.timeout(CLOSE_WITHIN));
        }
    }

    /**
     * Replaces the consumer at the next poll. Kafka's clients measure waits by the wall clock, which was set to another time.
     */
    public void renewSoon() {
        renewing = true;
        wakeUp();
    }

    /** Returns whether all records up to these offsets have been returned. */
    public boolean isThere(Map<TopicPartition, Long> offsets) {
        var current = consumer;
        return current != null
                && !current.assignment().isEmpty()
                && offsets.entrySet().stream().allMatch(it -> current.position(it.getKey()) >= it.getValue());
    }

    /** Returns whether all records of the topic of which the brokers have told have been returned. */
    public boolean isAtEnd(String topic) {
        var current = consumer;
        return current != null
                && next.keySet().stream()
                        .filter(it -> it.topic().equals(topic))
                        .allMatch(it -> current.currentLag(it).orElse(1) == 0);
    }

    /** The next offset of each partition, after the records returned so far. */
    public Map<TopicPartition, Long> next() {
        return Map.copyOf(next);
    }

    /** The ranges that were not read. */
    public List<Hole> holes() {
        return holes.all();
    }

    /** Kafka's metrics of the current consumer; none while it is being replaced. */
    public Map<MetricName, ? extends Metric> kafkaMetrics() {
        var current = consumer;
        return current == null ? Map.of() : current.metrics();
    }

    /** Time since the last successful poll or the last requested pause. */
    public Duration sinceProgress() {
        return Duration.ofNanos(System.nanoTime() - progressAt);
    }

    /** Time since the brokers last answered; in a running reader more than some seconds mean that they are away. */
    public Duration sinceHeard() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /** Waits unless closing, for a caller that cannot decode a record yet. */
    public void pause() {
        pauses.await(closing);
        progressAt = System.nanoTime();
    }

    public boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Asks the polling thread to end; that thread closes the reader. */
    public void stop() {
        closing.countDown();
        wakeUp();
    }

    private void wakeUp() {
        Optional.ofNullable(consumer).ifPresent(Consumer::wakeup);
    }

    @Override
    public void close() {
        closing.countDown();
        var current = consumer;
        if (current != null) {
            current.close();
        }
    }
}
