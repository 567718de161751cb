package io.tunnelwatch.app.repair;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.ProducerCompression;
import io.tunnelwatch.schemas.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Copies committed records from one topic to another: keys, values, headers and times stay. The copy has no transactions, so its
 * offsets are the numbers of its records, whatever holes the source has.
 */
final class TopicCopy implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    /** Longer than a broker needs to elect a leader. */
    private static final Duration NO_PROGRESS = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<Exception> refused = new AtomicReference<>();

    TopicCopy(KafkaAccess kafka) {
        var reading = new HashMap<>(kafka.consumerWithoutGroup());
        // Behind the end of a partition, a fetch waits so long, and the next partition waits for that fetch.
        reading.put("fetch.max.wait.ms", 10);
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var settings = new HashMap<String, Object>(ProducerCompression.settings());
        settings.put("max.request.size", Topic.LARGEST_RECORD_BYTES);
        settings.put("linger.ms", 20);
        settings.putAll(kafka.producer());
        // Not configurable: no record may be missing, doubled or out of order.
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        // A new partition can refuse the first batch, because its leader is not ready, and accept the second one. From
        // then on it refuses the first, as one that comes too late.
        settings.put("max.in.flight.requests.per.connection", 1);
        settings.remove("transactional.id");
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Divides one partition into its parts.
     *
     * @param next the number of records in each part so far, which grows
     * @param marks offsets of the source that somebody wants to find again
     * @return for each mark the offsets of the parts that correspond to it
     */
    Map<Long, Map<Integer, Long>> divide(
            TopicPartition from, String to, Parts parts, Placement placement, long[] next, List<Long> marks) {
        var waiting = new TreeMap<Long, Map<Integer, Long>>();
        marks.forEach(it -> waiting.put(it, Map.of()));
        var found = new TreeMap<Long, Map<Integer, Long>>();
        read(from, 0, record -> {
            while (!waiting.isEmpty() && waiting.firstKey() <= record.offset()) {
                found.put(waiting.pollFirstEntry().getKey(), positions(parts, from.partition(), next));
            }
            for (Placement.Place it : placement.of(record, parts)) {
                send(new ProducerRecord<>(
                        to, it.partition(), record.timestamp(), record.key(), it.value(), record.headers()));
                next[it.partition()]++;
            }
        });
        waiting.keySet().forEach(it -> found.put(it, positions(parts, from.partition(), next)));
        return found;
    }

    private static Map<Integer, Long> positions(Parts parts, int partition, long[] next) {
        var positions = new TreeMap<Integer, Long>();
        parts.of(partition).forEach(it -> positions.put(it, next[it]));
        return positions;
    }

    /** Copies a partition as it is, from this offset on. */
    void repeat(TopicPartition from, long first, String to) {
        read(
                from,
                first,
                record -> send(new ProducerRecord<>(
                        to, from.partition(), record.timestamp(), record.key(), record.value(), record.headers())));
    }

    /** All records of a partition, for one with few. */
    List<ConsumerRecord<byte[], byte[]>> all(TopicPartition from) {
        var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        read(from, 0, all::add);
        return all;
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record, (where, failure) -> {
            if (failure != null) {
                refused.compareAndSet(null, failure);
            }
        });
    }

    /** Waits until everything that was sent is written. */
    void flush() {
        producer.flush();
        Exception failure = refused.get();
        if (failure != null) {
            throw new OperatorException(
                    "Kafka refused a copied record (" + failure + "): run the command again.", failure);
        }
    }

    private void read(
            TopicPartition from, long first, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumer.assign(List.of(from));
        long beginning = consumer.beginningOffsets(List.of(from)).getOrDefault(from, 0L);
        long end = consumer.endOffsets(List.of(from)).getOrDefault(from, 0L);
        consumer.seek(from, Math.max(beginning, first));
        long moved = System.nanoTime();
        try {
            while (consumer.position(from) < end) {
                var records = consumer.poll(POLL);
                records.forEach(each);
                if (!records.isEmpty()) {
                    moved = System.nanoTime();
                } else if (System.nanoTime() - moved > NO_PROGRESS.toNanos()) {
                    throw new OperatorException(
                            from + " cannot be read to its end: check the brokers, then run the" + " command again.");
                }
            }
        } catch (KafkaException e) {
            throw new OperatorException(
                    from + " cannot be read (" + e.getMessage() + "): nothing is deleted. Run the command again.", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
