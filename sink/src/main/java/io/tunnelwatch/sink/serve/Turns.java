package io.tunnelwatch.sink.serve;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Some go in at once, some wait in line for a while, and the others are sent away. The server's threads are more than both
 * together, so that a probe finds one whatever the others do.
 */
final class Turns {
    private static final long PATIENCE_SECONDS = 5;

    private final Semaphore inside;
    private final Semaphore line;

    Turns(int atOnce, int waiting) {
        this.inside = new Semaphore(atOnce, true);
        this.line = new Semaphore(atOnce + waiting);
    }

    /** Whether it is one's turn; if so, it ends with {@link #end}. */
    boolean begin() {
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

    void end() {
        inside.release();
        line.release();
    }
}
