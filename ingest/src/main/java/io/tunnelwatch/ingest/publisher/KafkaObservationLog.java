package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.ingest.publisher.CommitOutcome.Committed;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Fenced;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Refused;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Unsure;
import io.tunnelwatch.schemas.topics.PolledByHeader;
import io.tunnelwatch.schemas.topics.TraceId;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of the topic, written by a transactional producer whose id belongs to that partition. It may be closed during a
 * write, when the partition moves to another process; an IllegalStateException of the producer is then no bug.
 */
final class KafkaObservationLog implements ObservationLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaObservationLog.class);
    private static final long NONE = -1;

    /** The access to Kafka. */
    interface Kafka {
        /** A new producer with the transactional id of this partition. */
        Producer<String, Observation> producer();

        /** The end offset of the partition. Like the next two methods, it throws KafkaException if Kafka does not answer. */
        long end(TopicPartition partition);

        Handover handover(TopicPartition partition);

        RestoredLog read(TopicPartition partition, Handover handover, long end);

        /**
         * The membership under which starting points are committed; the broker refuses them from a process that has left the
         * group.
         */
        ConsumerGroupMetadata group();

        Duration transactionTimeout();
    }

    private final TopicPartition partition;
    private final List<String> targets;
    private final Kafka kafka;
    private volatile @Nullable Producer<String, Observation> producer;
    private volatile boolean closed;
    private @Nullable StartingPoint startingPoint;
    private long keptStartingPoint;
    private long epoch;

    /** @param targets polled targets of this partition */
    KafkaObservationLog(TopicPartition partition, List<String> targets, Kafka kafka) {
        this.partition = partition;
        this.targets = List.copyOf(targets);
        this.kafka = kafka;
    }

    @Override
    public Optional<Claim> claim() {
        drop();
        try {
            var next = kafka.producer();
            producer = next;
            if (closed) {
                drop();
                return Optional.empty();
            }
            next.initTransactions();
            // Read only now: the predecessor is fenced, and its open transaction has ended with a marker before this
            // offset.
            long end = kafka.end(partition);
            Handover handover = kafka.handover(partition);
            RestoredLog read = kafka.read(partition, handover, end);
            startingPoint = new StartingPoint(targets, read, end);
            keptStartingPoint = NONE;
            epoch = handover.nextEpoch(end);
            return Optional.of(new Claim(epoch, read.targets()));
        } catch (IllegalStateException e) {
            if (closed) {
                return Optional.empty();
            }
            throw e;
        } catch (KafkaException e) {
            drop();
            if (closed) {
                return Optional.empty();
            }
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("reason", e.toString())
                    .log("Kafka does not answer: ingest publishes nothing until it does. Check bootstrap.servers "
                            + "and the brokers");
            return Optional.empty();
        }
    }

    @Override
    public CommitOutcome append(List<Observation> observations) {
        var writer = producer;
        var start = startingPoint;
        if (writer == null || start == null) {
            return new Unsure("closed");
        }
        long began = System.nanoTime();
        try {
            writer.beginTransaction();
            long first = send(writer, observations, start);
            start.committed(observations, first);
            logPublished(observations);
            return new Committed();
        } catch (KafkaException e) {
            return is(e, RecordTooLargeException.class)
                    ? refused(writer, observations, e)
                    : notCommitted(writer, e, Duration.ofNanos(System.nanoTime() - began));
        } catch (IllegalStateException e) {
            if (closed) {
                return new Unsure("closed meanwhile");
            }
            throw e;
        }
    }

    /** Logs the trace of the scan, with which the lines of the other programs about it can be found. */
    private static void logPublished(List<Observation> observations) {
        if (LOG.isDebugEnabled()) {
            Observation first = observations.get(0);
            Order order = first.getOrder();
            LOG.atDebug()
                    .addKeyValue("target", RestoredLog.key(first))
                    .addKeyValue("observations", observations.size())
                    .addKeyValue(
                            TraceId.KEY,
                            TraceId.of(first.getAccount(), first.getRegion(), order.getEpoch(), order.getScan()))
                    .log("Observations published");
        }
    }

    /** Aborts the transaction. The partition's other targets are not affected: their memory of the log stays valid. */
    private CommitOutcome refused(Producer<?, ?> writer, List<Observation> observations, KafkaException cause) {
        try {
            writer.abortTransaction();
        } catch (KafkaException e) {
            drop();
            return new Unsure(cause.toString());
        }
        String largest = observations.stream()
                .max(Comparator.comparingInt(it -> it.toString().length()))
                .map(ObservationRecord::subject)
                .orElse("");
        return new Refused(largest + " is larger than a record may be: check its description, tags and networks,"
                + " or raise kafka.producer.max.request.size and the topic's max.message.bytes");
    }

    /** Commits, and returns the offset of the first record. */
    private long send(Producer<String, Observation> writer, List<Observation> observations, StartingPoint start) {
        Future<RecordMetadata> first = writer.send(record(observations.get(0)));
        for (Observation observation : observations.subList(1, observations.size())) {
            var unused = writer.send(record(observation)); // its failure fails the commit
        }
        long next = start.offset();
        if (next != keptStartingPoint) {
            writer.sendOffsetsToTransaction(Map.of(partition, Handover.committed(next, epoch)), kafka.group());
        }
        writer.commitTransaction();
        keptStartingPoint = next;
        return offset(first);
    }

    /** Makes the record. The last one of a scan names this group, which tells the group the targets that it may retire. */
    private ProducerRecord<String, Observation> record(Observation it) {
        var record = ObservationRecord.of(partition, it);
        if (it.getBody() instanceof ScanCompleted || it.getBody() instanceof ScanFailed) {
            record.headers().add(PolledByHeader.header(kafka.group().groupId()));
        }
        return record;
    }

    private static long offset(Future<RecordMetadata> committed) {
        try {
            return committed.get().offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a committed record was not sent", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * Handles a failed commit. The coordinator also fences a producer whose transaction took too long, as after a paused
     * process: then no other process took the partition over, and giving it up would end polling for ever.
     */
    private CommitOutcome notCommitted(Producer<?, ?> writer, KafkaException cause, Duration took) {
        if (isFencing(cause) && took.compareTo(kafka.transactionTimeout()) < 0) {
            drop();
            return new Fenced();
        }
        abort(writer);
        drop();
        return new Unsure(cause.toString());
    }

    /** Aborts the transaction instead of leaving it to its timeout: readers of committed records wait for it. */
    private static void abort(Producer<?, ?> writer) {
        try {
            writer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            // An IllegalStateException follows a commit that timed out, whose outcome is still unknown.
            LOG.atDebug()
                    .setCause(e)
                    .log("The transaction could not be aborted: the next process that takes the partition over "
                            + "ends it");
        }
    }

    private static boolean isFencing(Throwable cause) {
        return is(cause, ProducerFencedException.class) || is(cause, InvalidProducerEpochException.class);
    }

    private static boolean is(@Nullable Throwable thrown, Class<? extends Throwable> type) {
        return thrown != null && (type.isInstance(thrown) || is(thrown.getCause(), type));
    }

    /** Closes for good: a claim in progress ends here too, before it could fence the successor. */
    @Override
    public void close() {
        closed = true;
        drop();
    }

    private void drop() {
        var closing = producer;
        producer = null;
        if (closing != null) {
            closing.close(Duration.ZERO);
        }
    }
}
