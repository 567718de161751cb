package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The target's time at a decision, and when it was last seen.
 *
 * @param now the target's time, as given by its observations
 * @param lastObservedAt time of the observation before this one
 * @param lastCompleteAt time of the last complete scan before this observation
 */
record DecisionTime(Target target, Order order, Instant now, Instant lastObservedAt, @Nullable Instant lastCompleteAt) {

    /** The cause of this decision's events. */
    Event.Cause cause() {
        return new Event.Cause(target, order, now);
    }

    /** The last time that the whole target was seen. */
    Instant seenBefore() {
        return lastCompleteAt == null ? now : lastCompleteAt;
    }

    /** The last time that a connection was seen: by its own snapshot, or by a complete scan that found it unchanged. */
    Instant seenAt(ConnectionState connection) {
        return lastCompleteAt != null && lastCompleteAt.isAfter(connection.seenAt())
                ? lastCompleteAt
                : connection.seenAt();
    }
}
