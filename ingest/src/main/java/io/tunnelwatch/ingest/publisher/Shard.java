package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.publisher.ObservationLog.Look;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of the observations topic, and the one who may write to it. Taking it over fences whoever wrote before; the
 * offset at which the partition ends then is the epoch, which therefore grows with everything that is ever written.
 */
final class Shard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /** Well below what a coordinator allows, and above any pause between two looks that is not an outage. */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 30_000;

    private final int partition;
    private final KafkaAccess kafka;
    private @Nullable KafkaProducer<String, Observation> producer;
    private long epoch;
    private long scan;

    Shard(int partition, KafkaAccess kafka) {
        this.partition = partition;
        this.kafka = kafka;
    }

    /** The targets of a shard share its producer and take turns. */
    synchronized boolean write(Target target, Look look) {
        try {
            var writer = writer();
            scan++;
            writer.beginTransaction();
            List<Object> bodies = look.bodies();
            for (int index = 0; index < bodies.size(); index++) {
                writer.send(record(target, look, index));
            }
            writer.commitTransaction();
            return true;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new FencedException(partition, e);
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("target", target)
                    .addKeyValue("error", e.toString())
                    .log("A look could not be written for sure; the next one tells everything");
            letGo();
            return false;
        }
    }

    private KafkaProducer<String, Observation> writer() {
        if (producer == null) {
            producer = takeOver();
        }
        return producer;
    }

    private KafkaProducer<String, Observation> takeOver() {
        var config = kafka.producer();
        config.put("transactional.id", "tunnelwatch-ingest-" + partition);
        config.put("transaction.timeout.ms", TRANSACTION_TIMEOUT_MILLIS);
        config.put("delivery.timeout.ms", TRANSACTION_TIMEOUT_MILLIS - 5_000);
        config.put("request.timeout.ms", 10_000);
        config.put("max.block.ms", 10_000);
        config.putIfAbsent("compression.type", "zstd");
        var writer = new KafkaProducer<>(
                config, new StringSerializer(), kafka.serde(Observation.class).serializer());
        try {
            writer.initTransactions();
            epoch = endOfPartition();
            scan = 0;
            return writer;
        } catch (KafkaException e) {
            writer.close(Duration.ZERO);
            throw e;
        }
    }

    private long endOfPartition() {
        var here = new TopicPartition(Topics.OBSERVATIONS.name(), partition);
        try (var consumer =
                new KafkaConsumer<>(kafka.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(List.of(here)).getOrDefault(here, 0L);
        }
    }

    private ProducerRecord<String, Observation> record(Target target, Look look, int index) {
        var order = new Order(epoch, scan, index);
        var observation = new Observation(
                target.account(),
                target.region(),
                order,
                look.observedAt(),
                look.nextPollDue(),
                look.pollInterval().toMillis(),
                look.bodies().get(index));
        String name = target.key() + "|" + epoch + "-" + scan + "-" + index;
        var event = new CloudEvent(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
                "io.tunnelwatch.observation.v1",
                target.key(),
                target.key(),
                look.observedAt());
        return new ProducerRecord<>(
                Topics.OBSERVATIONS.name(),
                partition,
                look.observedAt().toEpochMilli(),
                target.key(),
                observation,
                event.headers());
    }

    private void letGo() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    @Override
    public synchronized void close() {
        letGo();
    }

    @Override
    public String toString() {
        return "Shard" + Map.of("partition", partition, "epoch", epoch);
    }
}
