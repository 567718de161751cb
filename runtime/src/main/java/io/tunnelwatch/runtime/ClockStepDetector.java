package io.tunnelwatch.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Detects that the wall clock was set or that the machine slept: since the last call, the wall clock moved by a different
 * amount than the monotonic clock. For one thread.
 */
public final class ClockStepDetector {
    /** Clock discipline (NTP, chrony) corrects by less than this at once. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private final Clock clock;
    private final LongSupplier nanos;
    private Instant time;
    private long at;

    public ClockStepDetector() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    public ClockStepDetector(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.time = clock.instant();
        this.at = nanos.getAsLong();
    }

    /** The step of the wall clock since the last call; negative if it was set back; empty if there was none. */
    public Optional<Duration> check() {
        Instant now = clock.instant();
        long nanosNow = nanos.getAsLong();
        Duration by = Duration.between(time, now).minusNanos(nanosNow - at);
        time = now;
        at = nanosNow;
        return Optional.of(by).filter(it -> it.abs().compareTo(STEP) > 0);
    }
}
