package io.tunnelwatch.sink.log;

import io.tunnelwatch.schemas.streams.DamagedStretch;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions of the log and goes on, whatever the log throws. A batch that is damaged is passed over; where offsets are
 * gone, reading begins anew with what is there; after anything else that Kafka complains about a new consumer takes up where
 * the last one was. Polled by one thread; closed, woken and asked how it is by any.
 */
public final class LogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    /** A poll of a consumer whose brokers are away is as empty as one of a quiet topic: so it asks them something. */
    private static final long ASK_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Beginning beginning;
    private final PassedOver passedOver;
    private final Holes holes = new Holes();
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Pauses pauses = new Pauses();
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile boolean renewing;
    private volatile long progressAt = System.nanoTime();
    private volatile long heardAt = System.nanoTime();
    private volatile boolean isHeard;

    /** Where reading begins. */
    public interface Beginning {
        /** What is read. */
        List<String> topics();

        /** The first offset of every partition, which are assigned by then. Asked at the start. */
        Map<TopicPartition, Long> first(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions);

        /** Where to begin anew with partitions of which the next offset is gone. */
        Map<TopicPartition, Long> anew(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions);
    }

    /** Makes the first consumer at once: what is wrong with its settings ends the start. */
    public LogReader(Supplier<Consumer<byte[], byte[]>> consumers, Beginning beginning, PassedOver passedOver) {
        this.consumers = consumers;
        this.beginning = beginning;
        this.passedOver = passedOver;
        this.consumer = consumers.get();
    }

    /** What came; nothing also after trouble that has been dealt with. Throws {@link WakeupException} when stopped. */
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
            askForAnAnswer(current);
            var records = current.poll(wait);
            records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
            records.forEach(holes::passed);
            progressAt = System.nanoTime();
            pauses.over();
            return records;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (OffsetOutOfRangeException e) {
            beginAnew(e.offsetOutOfRangePartitions());
        } catch (KafkaException e) {
            var damaged = DamagedStretch.named(e, next.keySet());
            if (damaged.isPresent()) {
                passOver(damaged.get(), e);
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

    private void askForAnAnswer(Consumer<byte[], byte[]> current) {
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

    /** The log was cut off behind what was read, or what was to be read next has been deleted. */
    private void beginAnew(Map<TopicPartition, Long> gone) {
        var current = current();
        beginning.anew(current, gone.keySet()).forEach((partition, offset) -> {
            long lost = gone.getOrDefault(partition, offset);
            LOG.atWarn()
                    .addKeyValue("topic", partition.topic())
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("offset", lost)
                    .addKeyValue("from", offset)
                    .log("What was to be read next is gone from the topic; reading goes on with what is there, and"
                            + " answers say what may be missing: see docs/runbook.md#records-gone");
            holes.begin(partition, Hole.Cause.GONE);
            current.seek(partition, offset);
            next.put(partition, offset);
        });
    }

    private void passOver(TopicPartition damaged, KafkaException e) {
        try {
            long from = next.getOrDefault(damaged, 0L);
            long to = DamagedStretch.passOver(current(), damaged, from, e);
            passedOver.stretch(damaged, from, to, DamagedStretch.complaint(e));
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
            LOG.atWarn().addKeyValue("error", e.toString()).log("Kafka cannot be read; trying again");
        }
        renew();
        pauses.next(closing);
    }

    private void renew() {
        renewing = false;
        var old = consumer;
        consumer = null;
        if (old != null) {
            old.close(CloseOptions.timeout(CLOSE_WITHIN));
        }
    }

    /** Takes a new consumer with the next poll: Kafka's clients wait by the wall clock, which was set to another time. */
    public void renewSoon() {
        renewing = true;
        wakeUp();
    }

    /** Whether everything up to these offsets was handed out. */
    public boolean isThere(Map<TopicPartition, Long> offsets) {
        var current = consumer;
        return current != null
                && !current.assignment().isEmpty()
                && offsets.entrySet().stream().allMatch(it -> current.position(it.getKey()) >= it.getValue());
    }

    /** The next offset of each partition, of what has been handed out. */
    public Map<TopicPartition, Long> next() {
        return Map.copyOf(next);
    }

    /** What was never read. */
    public List<Hole> holes() {
        return holes.all();
    }

    /** Since the last poll that ended well, or the last pause that was asked for. */
    public Duration sinceProgress() {
        return Duration.ofNanos(System.nanoTime() - progressAt);
    }

    /** Since the brokers last answered; of a running reader more than some seconds mean that they are away. */
    public Duration sinceHeard() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /** Waits, as long as it is not closed; for a reader that cannot make sense of a record yet. */
    public void pause() {
        pauses.next(closing);
        progressAt = System.nanoTime();
    }

    public boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Asks the thread that polls to end; it closes the reader. */
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
