package io.tunnelwatch.ingest.publisher;

import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What the previous writer of a partition has left in the consumer group for the next one.
 *
 * <p>An epoch is the end offset of the log when it began, so each is later than those before. A topic that was deleted and created
 * again begins at offset 0, though, and whoever has read the old one remembers its epochs and would drop the new ones as late.
 * Therefore the last epoch is kept in the group. Kafka deletes it together with the topic; then the current second is later
 * than any offset.
 *
 * @param offset first offset that the next writer has to read
 * @param lastEpoch no earlier writer had a later epoch
 */
record Handover(long offset, long lastEpoch) {
    private static final Pattern NOTE = Pattern.compile("epoch=(\\d{1,18})");

    /** What a writer commits together with its observations. */
    static OffsetAndMetadata committed(long offset, long epoch) {
        return new OffsetAndMetadata(offset, "epoch=" + epoch);
    }

    /**
     * Reads what the group keeps.
     *
     * @param kept null if the partition was never written under this group, or if Kafka has deleted what was kept
     * @param beginning first offset that the log still has
     */
    static Handover of(@Nullable OffsetAndMetadata kept, long beginning, Clock clock) {
        if (kept == null) {
            return new Handover(beginning, clock.instant().getEpochSecond());
        }
        Matcher note = NOTE.matcher(kept.metadata());
        // Older versions kept no epoch; theirs were offsets of this log.
        return new Handover(Math.max(beginning, kept.offset()), note.matches() ? Long.parseLong(note.group(1)) : -1);
    }

    /** The epoch of the next writer. */
    long nextEpoch(long end) {
        return Math.max(end, lastEpoch + 1);
    }

    /** Whether a record at this offset may have this epoch. */
    boolean isPossible(long epoch, long at) {
        return epoch <= Math.max(at, lastEpoch);
    }
}
