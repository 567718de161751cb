package io.tunnelwatch.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. */
final class ManualClock extends Clock {
    static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

    private volatile Instant now = BEGAN;

    /** Sets the time since the scenario began. */
    void at(Duration offset) {
        now = BEGAN.plus(offset);
    }

    void atSecond(long seconds) {
        at(Duration.ofSeconds(seconds));
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
