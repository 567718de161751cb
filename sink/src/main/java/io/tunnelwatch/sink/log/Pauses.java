package io.tunnelwatch.sink.log;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;

/** Pauses between attempts, each twice as long as the one before, up to a bound. */
final class Pauses {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next = FIRST;

    boolean isFirst() {
        return next.equals(FIRST);
    }

    /** Waits unless closing. */
    void next(CountDownLatch closing) {
        try {
            closing.await(next.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
    }

    void over() {
        next = FIRST;
    }
}
