package io.tunnelwatch.sink.serve;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that the wall clock was set: between two looks it went on by another time than the clock that nobody can set. */
final class ClockSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ClockSteps.class);

    /** What keeps clocks in step moves them by less at once. */
    private static final Duration STEP = Duration.ofSeconds(1);

    /** As long as something may still look odd for it. */
    private static final Duration TOLD_FOR = Duration.ofMinutes(5);

    private final Clock clock;
    private final LongSupplier nanos;
    private final Runnable stepped;
    private Instant time;
    private long at;
    private volatile @Nullable Step latest;

    /** @param by negative where it was set back */
    record Step(Instant at, Duration by, long nanos) {}

    /** @param stepped is called each time */
    ClockSteps(Clock clock, LongSupplier nanos, Runnable stepped) {
        this.clock = clock;
        this.nanos = nanos;
        this.stepped = stepped;
        this.time = clock.instant();
        this.at = nanos.getAsLong();
    }

    /** To be called every second or so, by one thread. */
    void look() {
        Instant now = clock.instant();
        long nanosNow = nanos.getAsLong();
        Duration by = Duration.between(time, now).minusNanos(nanosNow - at);
        time = now;
        at = nanosNow;
        if (by.abs().compareTo(STEP) > 0) {
            latest = new Step(now, by, nanosNow);
            LOG.atWarn()
                    .addKeyValue("seconds", by.toSeconds())
                    .log("The clock of this machine was set, or the machine slept: see docs/runbook.md#clock-stepped");
            stepped.run();
        }
    }

    Optional<Step> latest() {
        return Optional.ofNullable(latest).filter(it -> nanos.getAsLong() - it.nanos() < TOLD_FOR.toNanos());
    }
}
