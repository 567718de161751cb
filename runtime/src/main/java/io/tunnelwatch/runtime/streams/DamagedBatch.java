package io.tunnelwatch.runtime.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A batch that is damaged on disk. Kafka's consumer throws at each of its offsets and does not say where it ends. The end is
 * searched: first in doubling strides, then by bisection.
 */
public final class DamagedBatch {
    private static final Duration POLL = Duration.ofMillis(200);

    /** A broker that returns neither records nor an error for this many polls cannot read that offset. */
    private static final int SILENT_POLLS = 25;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition where;
    private final String complaint;
    private final long end;

    private DamagedBatch(Consumer<byte[], byte[]> consumer, TopicPartition where, String complaint) {
        this.consumer = consumer;
        this.where = where;
        this.complaint = complaint;
        this.end = consumer.endOffsets(List.of(where)).getOrDefault(where, 0L);
    }

    /**
     * The partition that a failed poll complains about. Kafka names it in the message only and throws plain KafkaException;
     * transient failures and those for an operator have their own classes.
     */
    public static Optional<TopicPartition> damagedPartition(KafkaException e, Collection<TopicPartition> among) {
        if (e.getClass() != KafkaException.class) {
            return Optional.empty();
        }
        var words = new HashSet<String>();
        for (Throwable it = e; it != null; it = it.getCause()) {
            for (String word : String.valueOf(it.getMessage()).split("[^\\w.-]+", -1)) {
                words.add(word.replaceAll("\\.+$", ""));
            }
        }
        return among.stream().filter(it -> words.contains(it.toString())).findFirst();
    }

    /**
     * Moves the consumer to the first offset after the damage, and returns it. If that fails, the consumer's position is
     * undefined.
     */
    public static long skip(Consumer<byte[], byte[]> consumer, TopicPartition where, long from, KafkaException e) {
        var others =
                consumer.assignment().stream().filter(it -> !it.equals(where)).toList();
        consumer.pause(others);
        try {
            long to = new DamagedBatch(consumer, where, complaint(e)).end(from);
            consumer.seek(where, to);
            return to;
        } finally {
            consumer.resume(others);
        }
    }

    private long end(long from) {
        long bad = from;
        long stride = 1;
        while (bad + stride < end && !isBehind(bad + stride)) {
            bad += stride;
            stride *= 2;
        }
        long good = Math.max(from + 1, Math.min(bad + stride, end));
        while (good - bad > 1) {
            long middle = bad + (good - bad) / 2;
            if (isBehind(middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    private boolean isBehind(long offset) {
        consumer.seek(where, offset);
        try {
            for (int i = 0; i < SILENT_POLLS; i++) {
                if (!consumer.poll(POLL).isEmpty() || consumer.position(where) > offset) {
                    return true;
                }
            }
            return false;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // A different message is about another batch, which is handled when the consumer gets there.
            return damagedPartition(e, List.of(where)).isPresent()
                    && !complaint(e).equals(complaint);
        }
    }

    /** The message of the root cause, which is the same for every offset of one batch. */
    public static String complaint(KafkaException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
