package io.tunnelwatch.sink.web;

import java.util.concurrent.atomic.AtomicLong;

/** Limits the bytes held for readers, over all answers that are being sent. */
final class Budget {
    private static final long MOST = 64L << 20;

    private final AtomicLong left;

    Budget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** At most an eighth of the heap: the other programs of this process need the rest. */
    static Budget ofThisHeap() {
        return new Budget(Math.min(MOST, Runtime.getRuntime().maxMemory() / 8));
    }

    boolean take(long bytes) {
        return left.getAndUpdate(it -> it >= bytes ? it - bytes : it) >= bytes;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
