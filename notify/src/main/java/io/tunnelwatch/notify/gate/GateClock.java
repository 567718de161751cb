package io.tunnelwatch.notify.gate;

import io.tunnelwatch.v1.Alert;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The gate's time: the largest time of any event that passed it. At its very first start the gate reads all alerts that were
 * ever kept, and nobody is to be told of those. So it publishes nothing until one whole tick has passed without an old step.
 *
 * @param now never goes back
 * @param firstTickAt time of the first tick; null before it. A step that is not after it is an old one
 * @param noOldStepSinceTick whether no old step has come since the last tick
 * @param isPublishing whether decisions are published
 */
public record GateClock(Instant now, @Nullable Instant firstTickAt, boolean noOldStepSinceTick, boolean isPublishing) {
    public static final GateClock NEW = new GateClock(Instant.EPOCH, null, false, false);

    GateClock at(Instant time) {
        return time.isAfter(now) ? new GateClock(time, firstTickAt, noOldStepSinceTick, isPublishing) : this;
    }

    GateClock tick(Instant time) {
        return firstTickAt == null
                ? new GateClock(now, time, true, false)
                : new GateClock(now, firstTickAt, true, isPublishing || noOldStepSinceTick);
    }

    /** An old step shows that the past is not over yet. */
    GateClock step(Alert alert) {
        boolean isOld = firstTickAt == null || !alert.getUpdatedAt().isAfter(firstTickAt);
        return isOld ? new GateClock(now, firstTickAt, false, false) : this;
    }
}
