package io.tunnelwatch.ingest.poller;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps the pollers of all targets going. One thread knows the time; each look under way has a thread of its own, so
 * that a slow target delays no other, and there are never more of them than targets.
 */
public final class Poller implements AutoCloseable {
    /** A scan gives up after five minutes, and its commit within one. */
    private static final Duration STUCK = Duration.ofMinutes(10);

    private final Clock clock;
    private final List<Running> pollers;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads("ingest-timer"));
    private final ExecutorService workers = Executors.newCachedThreadPool(threads("ingest-poll-"));
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    public Poller(List<TargetPoller> pollers, Clock clock) {
        this.clock = clock;
        this.pollers = pollers.stream().map(Running::new).toList();
    }

    public void start() {
        pollers.forEach(it -> it.schedule(it.poller.firstDue()));
    }

    /** Fails when a poller meets a bug. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Every target was looked at once, whatever came of it. */
    public boolean isEveryTargetTried() {
        return pollers.stream().allMatch(it -> it.tried);
    }

    /** Some target is neither being looked at nor about to be. */
    public boolean isStuck() {
        Instant now = clock.instant();
        return pollers.stream().anyMatch(it -> it.isStuck(now));
    }

    /** The targets that another process took over. */
    public List<String> givenUp() {
        return pollers.stream()
                .filter(it -> it.poller.isGivenUp())
                .map(it -> it.poller.target().key())
                .toList();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
        try {
            // What does not stop by then is not committed, and will be done again.
            var unused = workers.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(null);
    }

    private final class Running {
        private final TargetPoller poller;
        private volatile boolean tried;
        private volatile Instant expected = Instant.MAX;

        Running(TargetPoller poller) {
            this.poller = poller;
        }

        /** Overdue or under way for longer than any look can take. */
        boolean isStuck(Instant now) {
            return !poller.isGivenUp()
                    && now.isAfter(expected)
                    && Duration.between(expected, now).compareTo(STUCK) > 0;
        }

        void schedule(Instant due) {
            expected = due;
            long delay = Math.max(0, Duration.between(clock.instant(), due).toMillis());
            try {
                var unused = timer.schedule(() -> workers.execute(this::look), delay, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                if (!timer.isShutdown()) {
                    throw e;
                }
            }
        }

        /** The edge of the thread: what comes here is a bug, and must not end as a target that is silently not polled. */
        private void look() {
            try {
                expected = clock.instant();
                Instant due = poller.poll();
                tried = true;
                if (!poller.isGivenUp()) {
                    schedule(due);
                }
            } catch (RuntimeException | Error e) {
                if (!timer.isShutdown()) {
                    ended.completeExceptionally(e);
                }
            }
        }
    }

    private static ThreadFactory threads(String name) {
        var count = new AtomicInteger();
        return work -> {
            var thread = new Thread(work, name + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
