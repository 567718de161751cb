package io.tunnelwatch.runtime.streams;

import java.time.Duration;
import java.time.Instant;

/**
 * Decides when to request a commit, so that published output becomes visible soon. A commit covers all tasks of a thread, so
 * they share this. It does not change the output.
 */
public interface CommitPacing {
    /** Notes output about this time, which nobody can see before the next commit. */
    void published(Instant of);

    /** Returns whether to request that commit now. */
    boolean isCommitDue();

    /** The time after which to ask again, if output is pending and it is too soon; zero if there is no need. */
    Duration retryAfter();

    /** Requests no commit: Kafka Streams commits at its interval. */
    static CommitPacing regularOnly() {
        return new CommitPacing() {
            @Override
            public void published(Instant of) {}

            @Override
            public boolean isCommitDue() {
                return false;
            }

            @Override
            public Duration retryAfter() {
                return Duration.ZERO;
            }
        };
    }
}
