package io.tunnelwatch.sink.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Both clocks, moved by hand: time passes on both, and only one can be set. */
public final class HandClock extends Clock {
    private Instant time;
    private long nanos = -1_000; // where it begins means nothing, and it may be below zero

    public HandClock(Instant time) {
        this.time = time;
    }

    public void pass(Duration by) {
        time = time.plus(by);
        nanos += by.toNanos();
    }

    /** As an operator, or what keeps clocks in step, sets the one on the wall. */
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
