package io.tunnelwatch.schemas.streams;

import java.time.Duration;
import java.time.Instant;

/**
 * When to ask for a commit, so that what was told is seen soon. A commit is one of all tasks of a thread, so that they share
 * this. It changes no byte of what is told.
 */
public interface Haste {
    /** Something was told of that time, which nobody can see before the next commit. */
    void told(Instant of);

    /** Whether to ask for that commit now. */
    boolean commitsNow();

    /** Whether to ask again, and after how long, because it was told something and it is too soon. Zero: there is no need. */
    Duration asksAgainAfter();

    /** Waits for the commits that Kafka Streams makes by itself. */
    static Haste none() {
        return new Haste() {
            @Override
            public void told(Instant of) {}

            @Override
            public boolean commitsNow() {
                return false;
            }

            @Override
            public Duration asksAgainAfter() {
                return Duration.ZERO;
            }
        };
    }
}
