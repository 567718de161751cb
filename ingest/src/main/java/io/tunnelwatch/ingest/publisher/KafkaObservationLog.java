package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.ingest.publisher.Commit.Committed;
import io.tunnelwatch.ingest.publisher.Commit.Fenced;
import io.tunnelwatch.ingest.publisher.Commit.Unsure;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition of the topic, written by a transactional producer whose id belongs to that partition. */
public final class KafkaObservationLog implements ObservationLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaObservationLog.class);
    private static final String TYPE = "io.tunnelwatch.observation.v1";

    private final TopicPartition partition;
    private final Supplier<Producer<String, Observation>> producers;
    private final ToLongFunction<TopicPartition> endOffset;
    private final Duration transactionTimeout;
    private volatile @Nullable Producer<String, Observation> producer;

    /**
     * @param producers each new, and all under the transactional id of this partition
     * @param endOffset of a partition, uncommitted records included; throws KafkaException when it cannot be had
     * @param transactionTimeout of those producers
     */
    public KafkaObservationLog(
            TopicPartition partition,
            Supplier<Producer<String, Observation>> producers,
            ToLongFunction<TopicPartition> endOffset,
            Duration transactionTimeout) {
        this.partition = partition;
        this.producers = producers;
        this.endOffset = endOffset;
        this.transactionTimeout = transactionTimeout;
    }

    @Override
    public OptionalLong claim() {
        close();
        try {
            var next = producers.get();
            producer = next;
            next.initTransactions();
            // Asked only now: the predecessor can add nothing more, and what it left open ends with a marker before
            // this.
            return OptionalLong.of(endOffset.applyAsLong(partition));
        } catch (KafkaException e) {
            close();
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("reason", e.toString())
                    .log("The log is out of reach: nothing can be published until it is back");
            return OptionalLong.empty();
        }
    }

    @Override
    public Commit append(List<Observation> observations) {
        var writer = producer;
        if (writer == null) {
            return new Unsure("closed");
        }
        long began = System.nanoTime();
        try {
            writer.beginTransaction();
            for (Observation observation : observations) {
                var unused = writer.send(record(observation)); // what goes wrong with it fails the commit
            }
            writer.commitTransaction();
            return new Committed();
        } catch (KafkaException e) {
            return notCommitted(writer, e, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /**
     * The coordinator fences a producer also when its transaction took too long, as after a stopped process: then nobody
     * took the shard over, and giving it up would be silence for ever.
     */
    private Commit notCommitted(Producer<?, ?> writer, KafkaException cause, Duration took) {
        if (isFencing(cause) && took.compareTo(transactionTimeout) < 0) {
            close();
            return new Fenced();
        }
        try {
            // Readers of committed records wait for an open transaction; do not leave it to its timeout.
            writer.abortTransaction();
        } catch (KafkaException ignored) {
            LOG.debug("The transaction could not be aborted either; the next claim does it");
        }
        close();
        return new Unsure(cause.toString());
    }

    private static boolean isFencing(@Nullable Throwable cause) {
        return cause != null
                && (cause instanceof ProducerFencedException
                        || cause instanceof InvalidProducerEpochException
                        || isFencing(cause.getCause()));
    }

    private ProducerRecord<String, Observation> record(Observation observation) {
        String target = observation.getAccount() + "/" + observation.getRegion();
        var event = new CloudEvent(
                EventId.of(observation), TYPE, target, subject(observation, target), observation.getObservedAt());
        return new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                observation.getObservedAt().toEpochMilli(),
                target,
                observation,
                event.headers());
    }

    private static String subject(Observation observation, String target) {
        Object body = observation.getBody();
        if (body instanceof ConnectionSnapshot snapshot) {
            return snapshot.getConnectionId();
        }
        return body instanceof ConnectionGone gone ? gone.getConnectionId() : target;
    }

    @Override
    public void close() {
        var closing = producer;
        producer = null;
        if (closing != null) {
            closing.close(Duration.ZERO);
        }
    }
}
