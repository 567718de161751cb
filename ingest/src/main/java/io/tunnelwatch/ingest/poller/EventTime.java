package io.tunnelwatch.ingest.poller;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time of a target's observations: the clock's, but never running back. If the clock was set back, or is behind that of the
 * previous poller, time goes on at half the clock's pace until the clock has caught up: downstream timers then take twice as
 * long, instead of waiting for the whole difference.
 */
final class EventTime {
    private Instant last = Instant.MIN;
    private @Nullable Instant read;

    /**
     * Notes that something was observed at this time already. Time that passed before this call is not counted at half pace.
     */
    void advanceTo(Instant observed) {
        if (observed.isAfter(last)) {
            last = observed;
            read = null;
        }
    }

    /** @param clock the clock's time */
    Instant at(Instant clock) {
        Instant now = clock.truncatedTo(ChronoUnit.MILLIS); // the precision of the log
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
