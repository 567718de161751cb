package io.tunnelwatch.sink.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Both clocks, moved by hand: time passes on both, but only the wall clock can be set. */
public final class ManualClock extends Clock {
    private Instant time;
    private long nanos = -1_000; // its origin is arbitrary, and may be negative

    public ManualClock(Instant time) {
        this.time = time;
    }

    public void pass(Duration by) {
        time = time.plus(by);
        nanos += by.toNanos();
    }

    /** Sets the wall clock, as an operator or NTP does. */
    public void set(Duration by) {
        time = time.plus(by);
    }

    public long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return time;
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
