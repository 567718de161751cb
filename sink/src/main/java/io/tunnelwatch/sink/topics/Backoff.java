package io.tunnelwatch.sink.topics;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;

/** Pauses between attempts, each twice as long as the one before, up to a bound. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration await = FIRST;

    boolean isFirst() {
        return await.equals(FIRST);
    }

    /** Waits unless closing. */
    void await(CountDownLatch closing) {
        try {
            closing.await(await.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        await = await.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : await.multipliedBy(2);
    }

    void reset() {
        await = FIRST;
    }
}
