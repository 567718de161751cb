package io.tunnelwatch.ingest.poller;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time of a target's observations. It is the clock's, but never runs back. Where the clock was set back, or is behind
 * that of the process that polled before, it goes on at half the clock's pace until the clock has caught up: what waits
 * downstream for time to pass then waits twice as long, and not for as long as the clock was set back.
 */
final class EventTime {
    private Instant last = Instant.MIN;
    private @Nullable Instant read;

    /** Something was observed at that time already. What went by before this was known is not told again at half the pace. */
    void isPast(Instant observed) {
        if (observed.isAfter(last)) {
            last = observed;
            read = null;
        }
    }

    /** @param clock what it shows */
    Instant at(Instant clock) {
        Instant now = clock.truncatedTo(ChronoUnit.MILLIS); // what the log keeps of it
        last = now.isAfter(last)
                ? now
                : last.plusMillis(Math.max(1, sinceRead(now).toMillis() / 2));
        read = now;
        return last;
    }

    private Duration sinceRead(Instant now) {
        return read == null ? Duration.ZERO : Duration.between(read, now);
    }
}
