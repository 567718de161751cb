package io.tunnelwatch.sink.api;

import io.tunnelwatch.runtime.ClockStepDetector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Detects that the wall clock was set, remembers it for a while and reports it. */
public final class ClockSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ClockSteps.class);

    /** Data may look odd for this long after the step. */
    private static final Duration TOLD_FOR = Duration.ofMinutes(5);

    private final Clock clock;
    private final LongSupplier nanos;
    private final Runnable stepped;
    private final ClockStepDetector watch;
    private volatile @Nullable Step latest;

    /** @param by negative if the clock was set back */
    record Step(Instant at, Duration by, long nanos) {}

    /** @param stepped called at each clock step */
    public ClockSteps(Clock clock, LongSupplier nanos, Runnable stepped) {
        this.clock = clock;
        this.nanos = nanos;
        this.stepped = stepped;
        this.watch = new ClockStepDetector(clock, nanos);
    }

    /** Call it every second or so, on one thread. */
    public void check() {
        watch.check().ifPresent(by -> {
            latest = new Step(clock.instant(), by, nanos.getAsLong());
            LOG.atWarn()
                    .addKeyValue("seconds", by.toSeconds())
                    .log("The clock of this machine was set, or the machine slept. See "
                            + "docs/runbook.md#clock-stepped");
            stepped.run();
        });
    }

    Optional<Step> latest() {
        return Optional.ofNullable(latest).filter(it -> nanos.getAsLong() - it.nanos() < TOLD_FOR.toNanos());
    }
}
