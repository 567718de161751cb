package io.tunnelwatch.sink.serve;

import io.tunnelwatch.schemas.program.ClockWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers for a while that the wall clock was set, and tells who has to know. */
final class ClockSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ClockSteps.class);

    /** As long as something may still look odd for it. */
    private static final Duration TOLD_FOR = Duration.ofMinutes(5);

    private final Clock clock;
    private final LongSupplier nanos;
    private final Runnable stepped;
    private final ClockWatch watch;
    private volatile @Nullable Step latest;

    /** @param by negative where it was set back */
    record Step(Instant at, Duration by, long nanos) {}

    /** @param stepped is called each time */
    ClockSteps(Clock clock, LongSupplier nanos, Runnable stepped) {
        this.clock = clock;
        this.nanos = nanos;
        this.stepped = stepped;
        this.watch = new ClockWatch(clock, nanos);
    }

    /** To be called every second or so, by one thread. */
    void look() {
        watch.look().ifPresent(by -> {
            latest = new Step(clock.instant(), by, nanos.getAsLong());
            LOG.atWarn()
                    .addKeyValue("seconds", by.toSeconds())
                    .log("The clock of this machine was set, or the machine slept: see docs/runbook.md#clock-stepped");
            stepped.run();
        });
    }

    Optional<Step> latest() {
        return Optional.ofNullable(latest).filter(it -> nanos.getAsLong() - it.nanos() < TOLD_FOR.toNanos());
    }
}
