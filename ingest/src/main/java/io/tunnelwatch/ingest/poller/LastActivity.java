package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.TargetId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The times of the last progress, by the monotonic clock. Every answer of the cloud and every batch of log that is read back
 * counts.
 */
public final class LastActivity {
    private final LongSupplier nanos;
    private final long origin;
    private final Map<TargetId, Long> byTarget = new ConcurrentHashMap<>();
    private volatile long last;

    /** @param nanos such as {@link System#nanoTime()} */
    public LastActivity(LongSupplier nanos) {
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
    }

    public void mark() {
        last = now();
    }

    public void mark(TargetId target) {
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

    long last(TargetId target) {
        return byTarget.getOrDefault(target, 0L);
    }
}
