package io.tunnelwatch.processor.runtime;

import io.tunnelwatch.processor.topology.Haste;
import java.util.function.LongSupplier;

/** Commits as soon as something was told, but not in a burst. A commit is one of all tasks of a thread, so they share a pace. */
final class PacedHaste implements Haste {
    private static final long APART_NANOS = APART.toNanos();

    private final LongSupplier nanoTime;
    private long last;

    PacedHaste(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong() - APART_NANOS;
    }

    @Override
    public boolean commitsNow() {
        long now = nanoTime.getAsLong();
        if (now - last < APART_NANOS) {
            return false;
        }
        last = now;
        return true;
    }
}
