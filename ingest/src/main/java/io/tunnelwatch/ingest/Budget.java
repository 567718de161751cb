package io.tunnelwatch.ingest;

import java.time.Duration;
import java.util.Arrays;

/**
 * Limits calls to a number per minute (or longer span), wherever the cloud starts its minute: a call is allowed once the call
 * that many before it is a span old. Times count from any fixed moment.
 */
final class Budget {
    /** The span of the documented quotas. */
    static final Duration SPAN = Duration.ofSeconds(60);

    private static final long NEVER = Long.MIN_VALUE;

    /** Ring buffer with the times of the last calls, made or reserved. */
    private final long[] made;

    private final long spanNanos;
    private int oldest;
    private long latest = NEVER;

    /** @param most calls in any minute */
    Budget(int most) {
        this(most, SPAN);
    }

    /** @param most calls in any such span */
    Budget(int most, Duration span) {
        made = new long[most];
        spanNanos = span.toNanos();
        Arrays.fill(made, NEVER);
    }

    /** Reserves the next call and returns how long to wait for it. Calls are served in order of arrival. */
    synchronized Duration reserve(Duration now) {
        long at = Math.max(now.toNanos(), Math.max(latest, free()));
        made[oldest] = at;
        oldest = (oldest + 1) % made.length;
        latest = at;
        return Duration.ofNanos(at - now.toNanos());
    }

    /** Returns whether a call may be made right now; if so, it counts. */
    synchronized boolean tryTake(Duration now) {
        return free() <= now.toNanos()
                && latest <= now.toNanos()
                && reserve(now).isZero();
    }

    private long free() {
        return made[oldest] == NEVER ? NEVER : made[oldest] + spanNanos;
    }
}
