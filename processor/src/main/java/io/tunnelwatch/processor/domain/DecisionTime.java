package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The target's time at a decision, and when it was last seen.
 *
 * @param now the target's time, as given by its observations
 * @param lastObservedAt time of the observation before this one
 * @param lastCompleteAt time of the last complete scan before this observation
 * @param pollInterval time from one scan to the next, as the poller plans it
 */
record DecisionTime(
        Target target,
        Order order,
        Instant now,
        Instant lastObservedAt,
        @Nullable Instant lastCompleteAt,
        Duration pollInterval) {
    /** Scans are a little early or late. One that comes this part of an interval too early still ends a hold. */
    private static final int EARLY = 10;

    /** The cause of this decision's events. */
    Event.Cause cause() {
        return new Event.Cause(target, order, now);
    }

    /** A hold that ends by this time ends now. A hold of two poll intervals then ends with the second scan, not with the third. */
    Instant holdsEndBy() {
        return now.plusNanos(pollInterval.toNanos() / EARLY);
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
