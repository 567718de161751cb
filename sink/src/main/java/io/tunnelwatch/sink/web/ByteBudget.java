package io.tunnelwatch.sink.web;

import java.util.concurrent.atomic.AtomicLong;

/** Limits the bytes held for readers, over all answers that are being sent. */
final class ByteBudget {
    private static final long MOST = 64L << 20;

    private final AtomicLong left;

    ByteBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** At most an eighth of the heap: the other programs of this process need the rest. */
    static ByteBudget ofThisHeap() {
        return new ByteBudget(Math.min(MOST, Runtime.getRuntime().maxMemory() / 8));
    }

    boolean reserve(long bytes) {
        return left.getAndUpdate(it -> it >= bytes ? it - bytes : it) >= bytes;
    }

    void release(long bytes) {
        left.addAndGet(bytes);
    }
}
