package io.tunnelwatch.ingest.publisher;

import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * State that the previous writer of a partition has left in the consumer group for the next one.
 *
 * <p>An epoch is the second in which it began, but later than the group's last epoch, which is kept in the group, and not before
 * the end of the log. The group's epochs therefore rise whatever its clock does. The clock serves where the group knows nothing:
 * another group may have polled a target before this one, or the topic was deleted, and with it everything that Kafka keeps about
 * it. Whoever has read the target remembers its epochs and would drop an earlier one as late.
 *
 * @param offset first offset that the next writer has to read
 * @param lastEpoch the latest epoch of this group; -1 if none is kept
 * @param now the current time in seconds
 */
record Handover(long offset, long lastEpoch, long now) {
    private static final Pattern NOTE = Pattern.compile("epoch=(\\d{1,18})");

    /** Returns what a writer commits together with its observations. */
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
        long now = clock.instant().getEpochSecond();
        if (kept == null) {
            return new Handover(beginning, -1, now);
        }
        Matcher note = NOTE.matcher(kept.metadata());
        return new Handover(
                Math.max(beginning, kept.offset()), note.matches() ? Long.parseLong(note.group(1)) : -1, now);
    }

    /** The epoch of the next writer. */
    long nextEpoch(long end) {
        return Math.max(Math.max(end, now), lastEpoch + 1);
    }

    /** Returns whether a record at this offset may have this epoch. */
    boolean isPossible(long epoch, long at) {
        return epoch <= Math.max(Math.max(at, lastEpoch), now);
    }
}
