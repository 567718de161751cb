package io.tunnelwatch.sink.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest complete scan of a target, as its poller or the processor reported it. Two clocks measure its age, and it is old
 * when either says so: the wall clock since the scan, and the monotonic clock since the report arrived. By the wall clock
 * alone, one that is set back would keep the scan young.
 *
 * @param at time of the scan; null if there was none yet
 * @param arrived when the report arrived, by {@link System#nanoTime()}
 * @param ahead how far the scan lay in the future, by this machine's clock, when the report arrived
 * @param isProven false for a scan from the future that was read from the past, whose age cannot be known, and for one after
 *     which the watchdog missed the poller
 */
record LastSeen(@Nullable Instant at, long arrived, Duration ahead, boolean isProven) {
    /** Synchronised clocks differ by less. */
    static final Duration TOLERANCE = Duration.ofSeconds(2);

    static LastSeen of(@Nullable Instant at, ClockReading now) {
        Duration ahead = at == null || !at.isAfter(now.time()) ? Duration.ZERO : Duration.between(now.time(), at);
        return new LastSeen(at, now.nanos(), ahead, now.isLive() || ahead.compareTo(TOLERANCE) <= 0);
    }

    /** The same scan, which is old whatever the clocks say. */
    LastSeen missed() {
        return new LastSeen(at, arrived, ahead, false);
    }

    /** Time of the scan, at most now. */
    @Nullable
    Instant upTo(ClockReading now) {
        return at != null && at.isAfter(now.time()) ? now.time() : at;
    }

    boolean isOld(ClockReading now, Duration patience) {
        return at == null
                || !isProven
                || now.time().isAfter(at.plus(patience))
                || Duration.ofNanos(now.nanos() - arrived).compareTo(patience) > 0;
    }

    boolean differs() {
        return ahead.compareTo(TOLERANCE) > 0;
    }
}
