package io.tunnelwatch.runtime;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.TargetView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of every target from {@code vpn.targets.v1}: read in full, then kept up to date. Not thread-safe. */
public final class TargetViews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetViews.class);

    /** Time limit for reading the topic, which holds a few records for each target. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final Deserializer<TargetView> values;
    private final TreeMap<String, TargetView> views = new TreeMap<>();

    /** Throws KafkaException if the topic cannot be read. */
    public TargetViews(KafkaAccess kafka) {
        this.topic = kafka.topic(Topics.TARGETS).name();
        this.values = kafka.serde(TargetView.class).deserializer();
        this.consumer = new KafkaConsumer<>(
                kafka.consumerWithoutGroup(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topic).stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList();
        if (partitions.isEmpty()) {
            close();
            throw new UnknownTopicOrPartitionException(topic + " does not exist");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * All targets by account/region, up to the end of the committed records. Throws KafkaException if they cannot be read, or if
     * the topic was deleted meanwhile: then a new reader is needed.
     */
    public Map<String, TargetView> read() {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        var ends = consumer.endOffsets(consumer.assignment());
        ends.forEach(this::refuseAnotherTopic);
        while (ends.entrySet().stream().anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
            if (System.nanoTime() - giveUp > 0) {
                throw new TimeoutException("the end of " + topic + " was not reached in time");
            }
            consumer.poll(Duration.ofMillis(100)).forEach(this::apply);
        }
        return new TreeMap<>(views);
    }

    private void refuseAnotherTopic(TopicPartition partition, long end) {
        if (consumer.position(partition) > end) {
            throw new KafkaException(partition + " ends before what was read of it: the topic was created again");
        }
    }

    /** Ignores an undecodable record: no reader can act on it. */
    private void apply(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String target = new String(record.key(), StandardCharsets.UTF_8);
        try {
            TargetView view = values.deserialize(record.topic(), record.headers(), record.value());
            if (view == null) {
                views.remove(target);
            } else {
                views.put(target, view);
            }
        } catch (SerializationException e) {
            LOG.atDebug().addKeyValue("offset", record.offset()).setCause(e).log("A record cannot be read");
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        values.close();
    }
}
