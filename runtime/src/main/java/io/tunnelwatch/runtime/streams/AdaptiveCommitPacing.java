package io.tunnelwatch.runtime.streams;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Commits soon after output was published, but not in bursts. A committing thread does nothing else; and Kafka Streams polls
 * fewer records after each commit, down to one, so a thread that commits without pause falls behind for good. Therefore a
 * thread works at least as long as its last commit took: commits take at most half of the time, even on a busy machine. Output
 * from old records waits until a moment has passed without more of it: an application that is behind catches up first.
 */
public final class AdaptiveCommitPacing implements CommitPacing {
    /**
     * Longer than a scan ever takes to arrive. If ingest's clock is further behind than this, commits are late; if it is ahead,
     * old records cause early commits: both cost time, and nothing else.
     */
    private static final Duration OLD = Duration.ofSeconds(10);

    /** Without more old output for so long, the application has caught up. */
    private static final long CAUGHT_UP_NANOS = 100_000_000;

    private final LongSupplier nanoTime;
    private final Clock clock;
    private final ThreadLocal<ThreadPacing> ofThread = ThreadLocal.withInitial(ThreadPacing::new);

    public AdaptiveCommitPacing() {
        this(System::nanoTime, Clock.systemUTC());
    }

    AdaptiveCommitPacing(LongSupplier nanoTime, Clock clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    @Override
    public void published(Instant of) {
        ofThread.get().published(clock.instant().minus(OLD).isBefore(of));
    }

    @Override
    public boolean isCommitDue() {
        return ofThread.get().isCommitDue();
    }

    @Override
    public Duration retryAfter() {
        return ofThread.get().retryAfter();
    }

    /** Notes that the current thread has ended a transaction, whoever asked for it. */
    public void committed() {
        ofThread.get().committed();
    }

    /** The commit pacing of one thread. */
    private final class ThreadPacing {
        /** The shortest pause between commits: even the quickest commit takes a dozen requests. */
        private static final long APART_NANOS = 10_000_000;

        /** A longer time was not spent on the commit. */
        private static final long LONGEST_NANOS = 500_000_000;

        private boolean owed;
        private boolean owedWhenCaughtUp;
        private long caughtUp;
        private boolean asked;
        private long askedAt;
        private long took = APART_NANOS;
        private long next = nanoTime.getAsLong();

        void published(boolean isRecent) {
            if (isRecent) {
                owed = true;
            } else {
                owedWhenCaughtUp = true;
                caughtUp = nanoTime.getAsLong() + CAUGHT_UP_NANOS;
            }
        }

        boolean isCommitDue() {
            if (!isPending()) {
                return false;
            }
            long now = nanoTime.getAsLong();
            if (now - dueAt() < 0) {
                return false;
            }
            asked = true;
            askedAt = now;
            return true;
        }

        Duration retryAfter() {
            if (!isPending()) {
                return Duration.ZERO;
            }
            return Duration.ofNanos(Math.max(1, dueAt() - nanoTime.getAsLong()));
        }

        private boolean isPending() {
            return (owed || owedWhenCaughtUp) && !asked;
        }

        private long dueAt() {
            return owed || caughtUp - next < 0 ? next : caughtUp;
        }

        void committed() {
            long now = nanoTime.getAsLong();
            if (asked) {
                took = Math.min(LONGEST_NANOS, Math.max(APART_NANOS, now - askedAt));
            }
            next = now + took;
            owed = false;
            owedWhenCaughtUp = false;
            asked = false;
        }
    }
}
