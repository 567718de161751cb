package io.tunnelwatch.runtime.streams;

import java.time.Duration;
import java.time.Instant;

/**
 * Refuses times that no clock gives. Kafka cannot store times before 1970, and a time that is much too late would make every
 * later record look old.
 */
public final class SaneTimes {
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    /** Longer than any setting allows, and short enough that multiples of it are valid times. */
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(366);

    private SaneTimes() {}

    /** @throws BadRecordException with {@code what} at its beginning, if the time is before 1970 or after 9999 */
    public static void require(String what, Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
            throw new BadRecordException(what + " of " + time);
        }
    }

    /** @throws BadRecordException if no poller can have this poll interval */
    public static Duration requireInterval(long millis) {
        if (millis < 1 || millis > LONGEST_INTERVAL.toMillis()) {
            throw new BadRecordException("A poll interval of " + millis + " ms");
        }
        return Duration.ofMillis(millis);
    }
}
