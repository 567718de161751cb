package io.tunnelwatch.notify.topology;

import io.tunnelwatch.runtime.streams.BadRecordException;
import java.time.Instant;

/** Refuses times that no clock gives. The gate's time never goes back, so that one such record would end every command. */
final class SaneTimes {
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private SaneTimes() {}

    static void require(String what, Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
            throw new BadRecordException(what + " of " + time);
        }
    }
}
