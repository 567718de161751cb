package io.tunnelwatch.testsupport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock and a monotonic clock that stand still until a test moves them. Any thread may move them and read them. */
public final class ManualClock extends Clock {
    /** The first time of the wall clock, unless the test gives another. */
    public static final Instant BEGAN = Instant.parse("2026-11-21T05:00:00Z");

    private Instant time;
    private long nanos = -1_000; // the origin of a monotonic clock is arbitrary, and may be negative

    public ManualClock() {
        this(BEGAN);
    }

    public ManualClock(Instant time) {
        this.time = time;
    }

    /** Lets time pass on both clocks. */
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time does not run backwards: step the wall clock");
        }
        time = time.plus(by);
        nanos += by.toNanos();
    }

    /** Steps the wall clock alone, as an operator or NTP does. */
    public synchronized void step(Duration by) {
        time = time.plus(by);
    }

    /** Sets the wall clock alone. */
    public synchronized void set(Instant to) {
        time = to;
    }

    /** Returns the time of the monotonic clock. */
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Instant instant() {
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
