package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** When something was last done, by a clock that nobody sets. Every answer of the cloud counts, and so does every piece of log that is read back. */
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

    /** Since this began. */
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
