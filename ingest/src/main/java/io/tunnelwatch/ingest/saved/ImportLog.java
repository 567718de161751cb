package io.tunnelwatch.ingest.saved;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.publisher.ObservationRecord;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.schemas.topics.TargetPartitioner;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The partition of a target, as an import reads and writes it: in one transaction, one import at a time. */
final class ImportLog {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaAccess kafka;
    private final TargetId target;
    private final TopicPartition partition;

    ImportLog(KafkaAccess kafka, TargetId target) {
        this.kafka = kafka;
        this.target = target;
        this.partition = new TopicPartition(
                kafka.topic(Topics.OBSERVATIONS).name(), TargetPartitioner.partition(target.key(), kafka.partitions()));
    }

    /**
     * Appends an import. The past is read only after other imports are fenced, so the later of two imports sees the earlier.
     */
    List<Observation> append(Function<LoggedTarget, List<Observation>> history) {
        try (var producer = new KafkaProducer<>(
                writing(),
                new StringSerializer(),
                kafka.serde(Observation.class).serializer())) {
            producer.initTransactions();
            List<Observation> observations = history.apply(loggedTarget());
            producer.beginTransaction();
            for (Observation observation : observations) {
                var unused = producer.send(ObservationRecord.of(partition, observation));
            }
            producer.commitTransaction();
            return observations;
        } catch (KafkaException e) {
            throw new OperatorException(
                    "The import failed, or its outcome is unknown: Kafka at " + kafka.bootstrapServers()
                            + " did not confirm it (" + e.getClass().getSimpleName()
                            + "); check that it is up, and try again.",
                    e);
        }
    }

    private LoggedTarget loggedTarget() {
        LoggedTarget past = LoggedTarget.NONE;
        try (var values = kafka.serde(Observation.class).deserializer();
                var consumer = new KafkaConsumer<>(reading(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition), PATIENCE);
            long end = Objects.requireNonNull(ends.get(partition));
            while (consumer.position(partition, PATIENCE) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    var observation = target.key().equals(record.key()) ? readable(record, values) : null;
                    past = observation == null ? past : past.and(observation);
                }
            }
        }
        return past;
    }

    /** The observation; null if it cannot be decoded, as if it had never been written. */
    private static @Nullable Observation readable(
            ConsumerRecord<String, byte[]> record, Deserializer<Observation> values) {
        try {
            return values.deserialize(record.topic(), record.headers(), record.value());
        } catch (SerializationException e) {
            return null;
        }
    }

    private Map<String, Object> reading() {
        var settings = new HashMap<String, Object>(kafka.consumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return settings;
    }

    private Map<String, Object> writing() {
        var settings = new HashMap<String, Object>(kafka.producer());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        // Not the id of the process that polls this partition, which must not be fenced.
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tunnelwatch-import-" + partition.partition());
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return settings;
    }
}
