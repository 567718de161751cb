package io.tunnelwatch.sink.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest complete look at a target that somebody told of: its poller, or who judges what the poller saw. It grows old by two
 * clocks, and is old when either says so: by the wall clock, from when it was taken, and by one that nobody can set, from when
 * word of it came. A wall clock that is set back would keep it young for as long.
 *
 * @param at null where there was none yet
 * @param arrived when word of it came, by {@link System#nanoTime()}
 * @param ahead how far it lay in the future by this machine's clock when word of it came
 * @param isProven false for one from the future that was found in the log: nobody can tell how old it is
 */
record Sight(@Nullable Instant at, long arrived, Duration ahead, boolean isProven) {
    /** Clocks of machines that are kept in step differ by less. */
    static final Duration TOLERANCE = Duration.ofSeconds(2);

    static Sight of(@Nullable Instant at, Moment now) {
        Duration ahead = at == null || !at.isAfter(now.time()) ? Duration.ZERO : Duration.between(now.time(), at);
        return new Sight(at, now.nanos(), ahead, now.isLive() || ahead.compareTo(TOLERANCE) <= 0);
    }

    /** When it was taken, and at most now. */
    @Nullable
    Instant upTo(Moment now) {
        return at != null && at.isAfter(now.time()) ? now.time() : at;
    }

    boolean isOld(Moment now, Duration patience) {
        return at == null
                || !isProven
                || now.time().isAfter(at.plus(patience))
                || now.nanos() - arrived > patience.toNanos();
    }

    boolean differs() {
        return ahead.compareTo(TOLERANCE) > 0;
    }
}
