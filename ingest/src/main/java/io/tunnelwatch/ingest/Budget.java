package io.tunnelwatch.ingest;

import java.time.Duration;
import java.util.Arrays;

/**
 * At most so many calls in any minute (or longer), wherever the cloud lets its minute begin: a call is let through when the one that
 * many calls before it is a minute old. Time is since any fixed moment.
 */
final class Budget {
    /** What the documented quotas count in. */
    static final Duration SPAN = Duration.ofSeconds(60);

    private static final long NEVER = Long.MIN_VALUE;

    /** When each of the last calls was or will be made; in a circle. */
    private final long[] made;

    private final long spanNanos;
    private int oldest;
    private long latest = NEVER;

    /** @param most calls in any minute */
    Budget(int most) {
        this(most, SPAN);
    }

    /** @param most calls in any such time */
    Budget(int most, Duration span) {
        made = new long[most];
        spanNanos = span.toNanos();
        Arrays.fill(made, NEVER);
    }

    /** How long to wait before a call; it counts from then on. Who comes first is let through first. */
    synchronized Duration reserve(Duration now) {
        long at = Math.max(now.toNanos(), Math.max(latest, free()));
        made[oldest] = at;
        oldest = (oldest + 1) % made.length;
        latest = at;
        return Duration.ofNanos(at - now.toNanos());
    }

    /** Whether a call may be made right now; then it counts. */
    synchronized boolean tryTake(Duration now) {
        return free() <= now.toNanos()
                && latest <= now.toNanos()
                && reserve(now).isZero();
    }

    private long free() {
        return made[oldest] == NEVER ? NEVER : made[oldest] + spanNanos;
    }
}
