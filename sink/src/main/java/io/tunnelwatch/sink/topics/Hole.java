package io.tunnelwatch.sink.topics;

import java.time.Instant;

/**
 * A range of a topic that was not read.
 *
 * @param after time of the last record before it
 * @param before time of the first record after it; {@link Instant#MAX} until one arrives
 */
public record Hole(String topic, Cause cause, Instant after, Instant before) {
    /** Why it was not read. */
    public enum Cause {
        /** The bytes on disk are not what was written. */
        DAMAGED,
        /** Deleted by retention or by an operator before it was read. */
        GONE,
        /** Not read yet after a start. */
        BEING_READ,
        /** Replaced by later records of the same keys. */
        COMPACTED
    }

    /** Returns whether records written in this span may be missing. */
    public boolean touches(Instant from, Instant to) {
        return after.isBefore(to) && before.isAfter(from);
    }

    Hole endingAt(Instant time) {
        return new Hole(topic, cause, after, time);
    }
}
