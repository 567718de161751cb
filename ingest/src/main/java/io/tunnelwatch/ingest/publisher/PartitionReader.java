package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.streams.DamagedBatch;
import io.tunnelwatch.schemas.topics.TargetPartitioner;
import io.tunnelwatch.v1.Observation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the committed observations of a partition between two offsets. */
final class PartitionReader {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

    /** After this time a log line explains why nothing is polled yet. */
    private static final Duration UNEXPLAINED = Duration.ofSeconds(2);

    /** Longer than the timeout of any transaction that may block the way. */
    private static final Duration NO_PROGRESS = Duration.ofSeconds(75);

    private final KafkaAccess kafka;
    private final Runnable progressed;
    private final LongConsumer leftOut;

    /**
     * @param progressed is called after each batch
     * @param leftOut receives the number of records that could not be read or are not ours
     */
    PartitionReader(KafkaAccess kafka, Runnable progressed, LongConsumer leftOut) {
        this.kafka = kafka;
        this.progressed = progressed;
        this.leftOut = leftOut;
    }

    /**
     * Reads up to the end; throws KafkaException if that fails.
     *
     * @param end everything committed before this offset has been read when this returns
     */
    RestoredLog read(TopicPartition partition, Handover handover, long end) {
        var restored = new RestoredLog();
        if (handover.offset() >= end) {
            return restored;
        }
        try (var values = kafka.serde(Observation.class).deserializer();
                var consumer =
                        new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, handover.offset());
            read(consumer, partition, handover, end, values, restored);
        }
        restored.incomplete().forEach(it -> LOG.atWarn()
                .addKeyValue("target", it)
                .log("Old observations of this target have expired. A connection that was deleted while "
                        + "nobody polled may stay on the board: check that none does. See "
                        + "docs/runbook.md#observations_left_out"));
        return restored;
    }

    void read(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Handover handover,
            long end,
            Deserializer<Observation> values,
            RestoredLog restored) {
        long began = System.nanoTime();
        long moved = began;
        long toldAt = began;
        long position = consumer.position(partition);
        while (position < end) {
            try {
                consumer.poll(Duration.ofMillis(200)).forEach(it -> apply(it, handover, values, restored));
            } catch (KafkaException e) {
                skipDamage(consumer, partition, e, restored);
            }
            long now = System.nanoTime();
            long next = consumer.position(partition);
            if (next > position) {
                moved = now;
                progressed.run();
            } else if (now - moved > NO_PROGRESS.toNanos()) {
                throw new TimeoutException("no progress at offset " + next + " of " + partition);
            }
            position = next;
            if (now - toldAt > UNEXPLAINED.toNanos()) {
                toldAt = now;
                LOG.atInfo()
                        .addKeyValue("partition", partition)
                        .addKeyValue("seconds", Duration.ofNanos(now - began).toSeconds())
                        .addKeyValue("left", Math.max(0, end - next))
                        .log("Reading back the known state of the targets");
            }
        }
        logSkipped(partition, restored);
    }

    private void logSkipped(TopicPartition partition, RestoredLog restored) {
        if (restored.skipped() > 0) {
            leftOut.accept(restored.skipped());
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("records", restored.skipped())
                    .addKeyValue("offset", restored.firstSkipped())
                    .log("Some observations cannot be read, or Tunnelwatch did not write them. Ingest ignores "
                            + "them, and publishes every connection again. See docs/runbook.md#observations_left_out");
        }
    }

    private static void skipDamage(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, KafkaException e, RestoredLog restored) {
        if (DamagedBatch.damagedPartition(e, List.of(partition)).isEmpty()) {
            throw e;
        }
        long from = consumer.position(partition);
        long to = DamagedBatch.skip(consumer, partition, from, e);
        LongStream.range(from, to).forEach(restored::skip);
    }

    /**
     * Takes a record, or leaves it out if it cannot be decoded or does not come from our pollers: neither is part of what they
     * published.
     */
    private void apply(
            ConsumerRecord<byte[], byte[]> record,
            Handover handover,
            Deserializer<Observation> values,
            RestoredLog restored) {
        try {
            Observation observation = values.deserialize(record.topic(), record.headers(), record.value());
            if (observation != null && isOurs(record, observation, handover)) {
                restored.read(record.offset(), observation);
            } else {
                restored.skip(record.offset());
            }
        } catch (SerializationException e) {
            LOG.atDebug().addKeyValue("offset", record.offset()).setCause(e).log("A record cannot be read");
            restored.skip(record.offset());
        }
    }

    /**
     * Returns whether a record comes from our pollers: right key, right partition, and an epoch that was possible at its offset.
     */
    private boolean isOurs(ConsumerRecord<byte[], byte[]> record, Observation observation, Handover handover) {
        String target = RestoredLog.key(observation);
        return record.key() != null
                && target.equals(new String(record.key(), StandardCharsets.UTF_8))
                && TargetPartitioner.partition(target, kafka.partitions()) == record.partition()
                && handover.isPossible(observation.getOrder().getEpoch(), record.offset());
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<String, Object>(kafka.consumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        return settings;
    }
}
