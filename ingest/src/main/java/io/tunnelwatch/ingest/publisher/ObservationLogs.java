package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.ProducerCompression;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
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
    /** A commit takes milliseconds; an unreachable broker is not waited for longer than a poll interval. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

    private final KafkaAccess kafka;
    private final String topic;
    private final String groupId;
    private final Supplier<ConsumerGroupMetadata> group;
    private final PartitionReader readBack;
    private final Duration transactionTimeout;
    private volatile Admin admin;

    /**
     * @param groupId group that keeps the starting points; also the prefix of every transactional id
     * @param group current membership of this process in that group
     * @param progressed is called after each batch read from the log, which may be long
     * @param leftOut receives the number of records that could not be read or are not ours
     */
    public ObservationLogs(
            KafkaAccess kafka,
            String groupId,
            Supplier<ConsumerGroupMetadata> group,
            Runnable progressed,
            LongConsumer leftOut) {
        this.kafka = kafka;
        this.topic = kafka.topic(Topics.OBSERVATIONS).name();
        this.groupId = groupId;
        this.group = group;
        this.readBack = new PartitionReader(kafka, progressed, leftOut);
        this.transactionTimeout =
                Duration.ofMillis(validated(producerSettings(0)).getInt(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
        this.admin = Admin.create(kafka.admin());
    }

    /**
     * Replaces the admin client after a clock step: a client that has lost its connection waits by the wall clock before it
     * reconnects.
     */
    public void renew() {
        var old = admin;
        admin = Admin.create(kafka.admin());
        old.close(Duration.ZERO);
    }

    /** @param targets polled targets of this partition */
    public ObservationLog of(int partition, List<String> targets) {
        return new KafkaObservationLog(
                new TopicPartition(topic, partition), targets, new Cluster(producerSettings(partition)));
    }

    /** Validates settings at the start: an error found only when writing would look like an unreachable broker. */
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

    private Map<String, Object> producerSettings(int partition) {
        var settings = new HashMap<String, Object>(ProducerCompression.settings());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        // A key scan of ten thousand connections is some megabytes.
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        // With more, the broker refuses batches that overtake a transaction's first one while it is being verified.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        settings.putAll(kafka.producer());
        // Not configurable: these settings ensure a single writer.
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, groupId + "-" + partition);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, groupId + "-" + partition);
        return settings;
    }

    private long offset(TopicPartition partition, OffsetSpec which) {
        return result(admin.listOffsets(Map.of(partition, which)).partitionResult(partition))
                .offset();
    }

    /** The cluster as used by the writer of one partition. */
    private final class Cluster implements KafkaObservationLog.Kafka {
        private final Map<String, Object> settings;

        Cluster(Map<String, Object> settings) {
            this.settings = settings;
        }

        @Override
        public Producer<String, Observation> producer() {
            return new KafkaProducer<>(
                    settings,
                    new StringSerializer(),
                    kafka.serde(Observation.class).serializer());
        }

        @Override
        public long end(TopicPartition partition) {
            return offset(partition, OffsetSpec.latest());
        }

        @Override
        public Handover handover(TopicPartition partition) {
            // Waits for a transaction that is just ending, because it may move the starting point.
            var stable = new ListConsumerGroupOffsetsOptions().requireStable(true);
            var kept = result(admin.listConsumerGroupOffsets(groupId, stable).partitionsToOffsetAndMetadata())
                    .get(partition);
            long beginning = offset(partition, OffsetSpec.earliest());
            return Handover.of(kept, beginning, Clock.systemUTC());
        }

        @Override
        public RestoredLog read(TopicPartition partition, Handover handover, long end) {
            return readBack.read(partition, handover, end);
        }

        @Override
        public ConsumerGroupMetadata group() {
            return group.get();
        }

        @Override
        public Duration transactionTimeout() {
            return transactionTimeout;
        }
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
