package io.tunnelwatch.bench;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** A clock that stands still until it is released, so that a scenario begins when all its watchers are ready. */
final class HeldClock extends Clock {
    private final Instant began = Instant.now();
    private volatile @Nullable Instant released;

    /** The scenario's beginning by this clock. */
    Instant began() {
        return began;
    }

    /** Lets it go; returns the beginning of the scenario by the clock on the wall. */
    Instant release() {
        Instant now = Instant.now();
        released = now;
        return now;
    }

    @Override
    public Instant instant() {
        Instant since = released;
        return since == null ? began : began.plus(Duration.between(since, Instant.now()));
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
