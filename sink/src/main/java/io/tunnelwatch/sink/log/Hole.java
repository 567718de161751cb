package io.tunnelwatch.sink.log;

import java.time.Instant;

/**
 * A stretch of a topic that was never read.
 *
 * @param after time of the last record before it
 * @param before time of the first record behind it; {@link Instant#MAX} while none has come
 */
public record Hole(String topic, Cause cause, Instant after, Instant before) {
    /** Why it was not read. */
    public enum Cause {
        /** The bytes on disk are not what was written. */
        DAMAGED,
        /** Retention or an operator took it away before it was read. */
        GONE,
        /** Its turn has not come yet, after a start. */
        BEING_READ
    }

    /** Whether something that was written in this span may be missing. */
    public boolean touches(Instant from, Instant to) {
        return after.isBefore(to) && before.isAfter(from);
    }

    Hole endingAt(Instant time) {
        return new Hole(topic, cause, after, time);
    }
}
