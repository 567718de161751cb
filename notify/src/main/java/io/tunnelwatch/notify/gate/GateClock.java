package io.tunnelwatch.notify.gate;

import io.tunnelwatch.v1.Alert;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The gate's time: the largest time of any event that passed it. At its very first start the gate reads all alerts that were
 * ever kept, and nobody is to be told of those. So it only listens until a whole tick has passed without an old one.
 *
 * @param now never goes back
 * @param openedAt time of the first tick; null before it. A step that is not after it is an old one
 * @param isQuiet whether no old step has come since the last tick
 * @param isBegun whether decisions are published
 */
public record GateClock(Instant now, @Nullable Instant openedAt, boolean isQuiet, boolean isBegun) {
    public static final GateClock NEW = new GateClock(Instant.EPOCH, null, false, false);

    GateClock at(Instant time) {
        return time.isAfter(now) ? new GateClock(time, openedAt, isQuiet, isBegun) : this;
    }

    GateClock tick(Instant time) {
        return openedAt == null
                ? new GateClock(now, time, true, false)
                : new GateClock(now, openedAt, true, isBegun || isQuiet);
    }

    /** An old step shows that the past is not over yet. */
    GateClock step(Alert alert) {
        boolean isOld = openedAt == null || !alert.getUpdatedAt().isAfter(openedAt);
        return isOld ? new GateClock(now, openedAt, false, false) : this;
    }
}
