package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.StringSerializer;

/** The logs of the observations topic's partitions in a cluster. */
public final class ObservationLogs implements AutoCloseable {
    private static final String TOPIC = Topics.OBSERVATIONS.name();

    /** A scan is committed in milliseconds; a broker that is away is not waited for longer than a poll lasts. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

    private final KafkaAccess kafka;
    private final Admin admin;

    public ObservationLogs(KafkaAccess kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(kafka.admin());
    }

    public ObservationLog of(int partition) {
        var settings = producerSettings(partition);
        var timeout = Duration.ofMillis(validated(settings).getInt(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
        return new KafkaObservationLog(
                new TopicPartition(TOPIC, partition), () -> producer(settings), this::endOffset, timeout);
    }

    /** A misspelt setting is the operator's to mend; found only when writing, it would look like a broker that is away. */
    private static ProducerConfig validated(Map<String, Object> settings) {
        var whole = new HashMap<>(settings);
        whole.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        whole.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        try {
            return new ProducerConfig(whole);
        } catch (ConfigException e) {
            throw new OperatorException("Setting refused, under kafka. or kafka.producer.: " + e.getMessage(), e);
        }
    }

    private Producer<String, Observation> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(
                settings, new StringSerializer(), kafka.serde(Observation.class).serializer());
    }

    private Map<String, Object> producerSettings(int partition) {
        var settings = new HashMap<String, Object>();
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        settings.putAll(kafka.producer());
        // Not the operator's: these make the difference between one writer and two.
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tunnelwatch-ingest-" + partition);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "tunnelwatch-ingest-" + partition);
        return settings;
    }

    private long endOffset(TopicPartition partition) {
        return result(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
                .offset();
    }

    private static <T> T result(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofMillis(500));
    }
}
