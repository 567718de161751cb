package io.tunnelwatch.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The wall clock, capped at its start plus the time that has really passed, so a step forward does not move it. A record with a
 * time from the future would hold up everything that waits for that time.
 */
public final class CautiousClock extends Clock {
    private final Clock wall;
    private final LongSupplier nanos;
    private final Instant began;
    private final long beganNanos;

    public CautiousClock() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    /** @param nanos a monotonic clock, such as {@link System#nanoTime()} */
    public CautiousClock(Clock wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.began = wall.instant();
        this.beganNanos = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        Instant passed = began.plus(Duration.ofNanos(nanos.getAsLong() - beganNanos));
        Instant now = wall.instant();
        return now.isBefore(passed) ? now : passed;
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
