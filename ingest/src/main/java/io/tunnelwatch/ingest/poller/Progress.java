package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The times of the last progress, by the monotonic clock. Every answer of the cloud and every batch of log that is read back
 * counts.
 */
public final class Progress {
    private final LongSupplier nanos;
    private final long origin;
    private final Map<Target, Long> byTarget = new ConcurrentHashMap<>();
    private volatile long last;

    /** @param nanos such as {@link System#nanoTime()} */
    public Progress(LongSupplier nanos) {
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
    }

    public void made() {
        last = now();
    }

    public void made(Target target) {
        long now = now();
        byTarget.put(target, now);
        last = now;
    }

    /** Nanoseconds since the start. */
    long now() {
        return nanos.getAsLong() - origin;
    }

    long last() {
        return last;
    }

    long last(Target target) {
        return byTarget.getOrDefault(target, 0L);
    }
}
