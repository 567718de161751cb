package io.tunnelwatch.schemas.program;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices that the wall clock was set, or that the machine slept: between two looks the wall clock went on by another time than
 * the clock that nobody can set. For one thread.
 */
public final class ClockWatch {
    /** What keeps clocks in step moves them by less at once. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private final Clock clock;
    private final LongSupplier nanos;
    private Instant time;
    private long at;

    public ClockWatch() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    public ClockWatch(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.time = clock.instant();
        this.at = nanos.getAsLong();
    }

    /** By how much the clock was set since the last look; negative where it was set back; empty where it was not. */
    public Optional<Duration> look() {
        Instant now = clock.instant();
        long nanosNow = nanos.getAsLong();
        Duration by = Duration.between(time, now).minusNanos(nanosNow - at);
        time = now;
        at = nanosNow;
        return Optional.of(by).filter(it -> it.abs().compareTo(STEP) > 0);
    }
}
