package io.tunnelwatch.schemas.streams;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Commits as soon as something was told, but not in a burst. While it commits, a thread does nothing else; and Kafka Streams
 * takes fewer records at a time after each commit, down to one, so that who commits without a pause falls behind for good. So
 * a thread works as long as its last commit took: no more than half of the time is spent on commits, on a busy machine too.
 * And there is no haste about what is old already: who has fallen behind catches up first.
 */
public final class CommitPace implements Haste {
    /**
     * Older than a scan on its way ever is. Where ingest's clock is further behind than that there is no haste, and where it is
     * ahead there is haste about what is old: either costs time, and nothing else.
     */
    private static final Duration OLD = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final Clock clock;
    private final ThreadLocal<OfThread> ofThread = ThreadLocal.withInitial(OfThread::new);

    public CommitPace() {
        this(System::nanoTime, Clock.systemUTC());
    }

    CommitPace(LongSupplier nanoTime, Clock clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    @Override
    public void told(Instant of) {
        if (clock.instant().minus(OLD).isBefore(of)) {
            ofThread.get().owed = true;
        }
    }

    @Override
    public boolean commitsNow() {
        return ofThread.get().commitsNow();
    }

    @Override
    public Duration asksAgainAfter() {
        return ofThread.get().asksAgainAfter();
    }

    /** The thread has ended a transaction, whoever asked for it. */
    public void committed() {
        ofThread.get().committed();
    }

    /** One thread's pace. */
    private final class OfThread {
        /** Even the quickest commit is a dozen requests. */
        private static final long APART_NANOS = 10_000_000;

        /** Longer than that it was not the commit that took so long. */
        private static final long LONGEST_NANOS = 500_000_000;

        private boolean owed;
        private boolean asked;
        private long askedAt;
        private long took = APART_NANOS;
        private long next = nanoTime.getAsLong();

        boolean commitsNow() {
            long now = nanoTime.getAsLong();
            if (!owed || asked || now - next < 0) {
                return false;
            }
            asked = true;
            askedAt = now;
            return true;
        }

        Duration asksAgainAfter() {
            return owed && !asked ? Duration.ofNanos(Math.max(1, next - nanoTime.getAsLong())) : Duration.ZERO;
        }

        void committed() {
            long now = nanoTime.getAsLong();
            if (asked) {
                took = Math.min(LONGEST_NANOS, Math.max(APART_NANOS, now - askedAt));
            }
            next = now + took;
            owed = false;
            asked = false;
        }
    }
}
