package io.tunnelwatch.sink.web;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Admits a few callers at once, lets a few more wait for a while, and rejects the others. The server has more threads than both
 * together, so that a probe always finds one.
 */
final class AdmissionControl {
    private static final long PATIENCE_SECONDS = 5;

    private final Semaphore inside;
    private final Semaphore line;

    AdmissionControl(int atOnce, int waiting) {
        this.inside = new Semaphore(atOnce, true);
        this.line = new Semaphore(atOnce + waiting);
    }

    /** Waits for a turn; if true, the caller ends it with {@link #leave}. */
    boolean enter() {
        if (!line.tryAcquire()) {
            return false;
        }
        boolean isIn = false;
        try {
            isIn = inside.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!isIn) {
                line.release();
            }
        }
        return isIn;
    }

    void leave() {
        inside.release();
        line.release();
    }
}
