package io.tunnelwatch.sink.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory, which can be damaged, truncated and made unreachable. Its consumers throw Kafka's exceptions, with Kafka's
 * messages.
 */
public final class FakeKafkaLog {
    private final Map<TopicPartition, TreeMap<Long, ConsumerRecord<byte[], byte[]>>> records =
            new ConcurrentHashMap<>();
    private final Map<TopicPartition, TreeMap<Long, Long>> damage = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> beginnings = new ConcurrentHashMap<>();
    private final AtomicInteger consumers = new AtomicInteger();
    private volatile boolean away;
    private volatile @Nullable KafkaException complaint;
    private volatile @Nullable String heldBack;

    /** A topic of one partition. */
    public synchronized TopicPartition topic(String name) {
        var partition = new TopicPartition(name, 0);
        records.computeIfAbsent(partition, it -> new TreeMap<>());
        return partition;
    }

    public synchronized long append(String topic, byte @Nullable [] key, byte @Nullable [] value, long timestamp) {
        var partition = topic(topic);
        long offset = end(partition);
        log(partition)
                .put(
                        offset,
                        new ConsumerRecord<>(
                                topic,
                                0,
                                offset,
                                timestamp,
                                TimestampType.CREATE_TIME,
                                0,
                                0,
                                key,
                                value,
                                new RecordHeaders(),
                                Optional.empty()));
        return offset;
    }

    /** Damages a batch that spans these offsets. */
    public synchronized void damage(TopicPartition where, long first, long last) {
        damage.computeIfAbsent(where, it -> new TreeMap<>()).put(first, last);
    }

    /** Deletes the records before this offset. */
    public synchronized void deleteBefore(TopicPartition where, long offset) {
        beginnings.put(where, offset);
        log(where).headMap(offset).clear();
    }

    /** Whether the brokers can be reached; polls are empty while they cannot. */
    public void setAway(boolean away) {
        this.away = away;
    }

    /** Holds back the records of this topic, as Kafka does while it returns those of others; null holds back none. */
    public void holdBack(@Nullable String topic) {
        heldBack = topic;
    }

    /** Makes every poll throw this, until it is set to null. */
    void complain(@Nullable KafkaException complaint) {
        this.complaint = complaint;
    }

    public int consumers() {
        return consumers.get();
    }

    public Consumer<byte[], byte[]> consumer() {
        consumers.incrementAndGet();
        return new Reader();
    }

    private TreeMap<Long, ConsumerRecord<byte[], byte[]>> log(TopicPartition where) {
        return records.computeIfAbsent(where, it -> new TreeMap<>());
    }

    private long end(TopicPartition where) {
        var log = log(where);
        return log.isEmpty() ? beginning(where) : log.lastKey() + 1;
    }

    private long beginning(TopicPartition where) {
        return beginnings.getOrDefault(where, 0L);
    }

    private final class Reader extends MockConsumer<byte[], byte[]> {
        private final AtomicBoolean woken = new AtomicBoolean();

        Reader() {
            super("none");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration wait) {
            LockSupport.parkNanos(100_000);
            if (woken.getAndSet(false)) {
                throw new WakeupException();
            }
            synchronized (FakeKafkaLog.this) {
                KafkaException thrown = complaint;
                if (thrown != null) {
                    throw thrown;
                }
                return away ? ConsumerRecords.empty() : fetched();
            }
        }

        private ConsumerRecords<byte[], byte[]> fetched() {
            var found = new LinkedHashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
            var next = new HashMap<TopicPartition, OffsetAndMetadata>();
            for (TopicPartition it : assignment()) {
                if (!paused().contains(it) && !it.topic().equals(heldBack)) {
                    var batch = batch(it, position(it), found.isEmpty());
                    if (!batch.isEmpty()) {
                        long after = batch.get(batch.size() - 1).offset() + 1;
                        found.put(it, batch);
                        next.put(it, new OffsetAndMetadata(after));
                        seek(it, after);
                    }
                }
            }
            return new ConsumerRecords<>(found, next);
        }

        private List<ConsumerRecord<byte[], byte[]>> batch(TopicPartition where, long position, boolean isFirst) {
            if (position < beginning(where) || position > end(where)) {
                throw new OffsetOutOfRangeException(Map.of(where, position));
            }
            var bad = damage.getOrDefault(where, new TreeMap<>());
            var at = bad.floorEntry(position);
            if (at != null && at.getValue() >= position) {
                if (!isFirst) { // the good records come first, as in Kafka
                    return List.of();
                }
                throw new KafkaException(
                        "Received exception when fetching the next record from " + where
                                + ". If needed, please seek past the record to continue consumption.",
                        new KafkaException("Record batch for partition " + where + " at offset " + at.getKey()
                                + " is invalid, cause: Record is corrupt"));
            }
            Long damaged = bad.higherKey(position);
            return new ArrayList<>(
                    (damaged == null ? log(where).tailMap(position) : log(where).subMap(position, damaged)).values());
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // called while a poll is under way
        public void wakeup() {
            woken.set(true);
        }

        @Override
        public synchronized List<PartitionInfo> partitionsFor(String topic) {
            return List.of(new PartitionInfo(topic, 0, Node.noNode(), new Node[0], new Node[0]));
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            return answer(partitions, FakeKafkaLog.this::end);
        }

        @Override
        public synchronized OptionalLong currentLag(TopicPartition where) {
            synchronized (FakeKafkaLog.this) {
                return OptionalLong.of(end(where) - position(where));
            }
        }

        @Override
        public synchronized Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
            return answer(partitions, FakeKafkaLog.this::beginning);
        }

        /** A broker that meets damage while it searches never answers. */
        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times, Duration patience) {
            return offsetsForTimes(times);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            if (times.keySet().stream().anyMatch(damage::containsKey)) {
                throw new TimeoutException("Failed to get offsets by times");
            }
            var found = new HashMap<TopicPartition, @Nullable OffsetAndTimestamp>();
            synchronized (FakeKafkaLog.this) {
                times.forEach((where, since) -> found.put(
                        where,
                        log(where).values().stream()
                                .filter(it -> it.timestamp() >= since)
                                .findFirst()
                                .map(it -> new OffsetAndTimestamp(it.offset(), it.timestamp()))
                                .orElse(null)));
            }
            return found;
        }

        private Map<TopicPartition, Long> answer(
                Collection<TopicPartition> partitions, java.util.function.ToLongFunction<TopicPartition> each) {
            if (away) {
                throw new TimeoutException("The brokers do not answer");
            }
            var answers = new HashMap<TopicPartition, Long>();
            synchronized (FakeKafkaLog.this) {
                partitions.forEach(it -> answers.put(it, each.applyAsLong(it)));
            }
            return answers;
        }
    }
}
