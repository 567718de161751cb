package io.tunnelwatch.processor.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where in the history of a target a decision stands.
 *
 * @param now the time that the target's observations have brought
 * @param lastHeard the time of the observation before this one
 * @param lastComplete when the target was last listed as a whole, before this
 */
record Moment(Target target, Order order, Instant now, Instant lastHeard, @Nullable Instant lastComplete) {

    /** The last time that the target was seen as it was. */
    Instant seenBefore() {
        return lastComplete == null ? now : lastComplete;
    }

    /** Its own snapshot, or a complete scan that found it as it was: whichever came last. */
    Instant seenAt(ConnectionState connection) {
        return lastComplete != null && lastComplete.isAfter(connection.seenAt()) ? lastComplete : connection.seenAt();
    }
}
