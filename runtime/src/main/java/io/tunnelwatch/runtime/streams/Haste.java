package io.tunnelwatch.runtime.streams;

import java.time.Duration;
import java.time.Instant;

/**
 * Decides when to request a commit, so that published output becomes visible soon. A commit covers all tasks of a thread, so
 * they share this. It does not change the output.
 */
public interface Haste {
    /** Notes output about this time, which nobody can see before the next commit. */
    void told(Instant of);

    /** Whether to request that commit now. */
    boolean commitsNow();

    /** The time after which to ask again, if output is pending and it is too soon; zero if there is no need. */
    Duration asksAgainAfter();

    /** Requests no commit: Kafka Streams commits at its interval. */
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
