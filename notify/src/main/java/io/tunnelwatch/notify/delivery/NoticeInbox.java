package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.runtime.streams.DamagedBatch;
import io.tunnelwatch.runtime.streams.UnreadableRecords;
import io.tunnelwatch.v1.Notification;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes the notifications for the delivery loop. What cannot be read is skipped and counted: it must not stop the deliveries. */
final class NoticeInbox {
    private static final Logger LOG = LoggerFactory.getLogger(NoticeInbox.class);

    private final String name;
    private final Deserializer<Notification> values;
    private final DeliveryLoop loop;
    private final NoticeMetrics metrics;

    NoticeInbox(String name, Deserializer<Notification> values, DeliveryLoop loop, NoticeMetrics metrics) {
        this.name = name;
        this.values = values;
        this.loop = loop;
        this.metrics = metrics;
    }

    void read(ConsumerRecord<byte[], byte[]> record) {
        try {
            Notification value = values.deserialize(record.topic(), record.value());
            if (value == null) {
                throw new SerializationException("A record without a value");
            }
            loop.read(record.partition(), record.offset(), value);
        } catch (RuntimeException e) { // one bad record must not stop the deliveries
            if (UnreadableRecords.isRegistryAway(e)) {
                throw new TimeoutException("The schema registry cannot be reached", e);
            }
            metrics.unreadable(name);
            loop.skip(record.partition(), record.offset());
            LOG.atWarn()
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", e.toString())
                    .log("A record of the notifications cannot be read and is skipped");
        }
    }

    /** Skips the batch that a poll failed for; throws what has another cause. */
    void skipDamage(Consumer<byte[], byte[]> current, KafkaException e) {
        Optional<TopicPartition> damaged = DamagedBatch.damagedPartition(e, current.assignment());
        if (damaged.isEmpty()) {
            throw e;
        }
        TopicPartition where = damaged.get();
        long next = DamagedBatch.skip(current, where, current.position(where), e);
        loop.skip(where.partition(), next - 1);
        metrics.unreadable(name);
        LOG.atWarn()
                .addKeyValue("partition", where.partition())
                .addKeyValue("to", next)
                .addKeyValue("error", DamagedBatch.complaint(e))
                .log("A range of the notifications cannot be read and is skipped");
    }
}
