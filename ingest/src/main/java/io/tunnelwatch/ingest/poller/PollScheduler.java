package io.tunnelwatch.ingest.poller;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Schedules the polls of all targets assigned to this process. One timer thread starts them; each poll in progress has its own
 * thread, so a slow target delays no other, and there are never more threads than targets.
 */
public final class PollScheduler implements AutoCloseable {
    /** A scan that is overdue for so long, while nothing else happens either, will not come. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** The same for one target alone: a commit waits for the broker, and the other targets of its partition wait for that. */
    private static final Duration STUCK = Duration.ofMinutes(10);

    private final Clock clock;
    private final LastActivity progress;
    private final Duration idle;
    private final Map<Integer, PolledPartition> polled = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads("ingest-timer"));
    private final ExecutorService workers;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * @param progress is told of every call and of every other step that takes long
     * @param longestCall longest time of a call without an answer
     */
    public PollScheduler(Clock clock, LastActivity progress, Duration longestCall) {
        this(clock, progress, longestCall, Executors.newCachedThreadPool(threads("ingest-poll-")));
    }

    PollScheduler(Clock clock, LastActivity progress, Duration longestCall, ExecutorService workers) {
        this.clock = clock;
        this.workers = workers;
        this.progress = progress;
        Duration twoCalls = longestCall.multipliedBy(2);
        this.idle = twoCalls.compareTo(IDLE) > 0 ? twoCalls : IDLE;
    }

    /** Starts polling the targets of a partition that is not polled yet. */
    public void startPolling(OwnedPartition partition, List<TargetPoller> pollers) {
        var polledPartition = new PolledPartition(
                partition, pollers.stream().map(ScheduledTarget::new).toList());
        if (polled.putIfAbsent(partition.partition(), polledPartition) != null) {
            throw new IllegalStateException("partition " + partition.partition() + " is polled already");
        }
        polledPartition.targets.forEach(it -> it.schedule(it.poller.firstDue()));
    }

    /** Releases partitions: nothing is written to them once this returns. */
    public void stopPolling(Collection<Integer> partitions) {
        Stream<PolledPartition> released =
                partitions.stream().map(polled::remove).flatMap(Stream::ofNullable);
        // Each may have to wait for a commit; in parallel they wait only for the longest.
        CompletableFuture.allOf(released.map(it -> CompletableFuture.runAsync(it::release))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    /** Completes exceptionally if a poller hits a bug. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    public long targets() {
        return scheduledTargets().count();
    }

    /** Returns whether every target was scanned once, whatever the result. */
    public boolean wasEveryTargetScanned() {
        return scheduledTargets().allMatch(it -> it.tried);
    }

    /**
     * Returns whether polling is stuck: a scan is overdue and nothing at all happened for a minute and three intervals, or one
     * target is not scanned any more. False without targets.
     */
    public boolean isStuck() {
        return scheduledTargets().anyMatch(ScheduledTarget::isStuck);
    }

    private Stream<ScheduledTarget> scheduledTargets() {
        return polled.values().stream().flatMap(it -> it.targets.stream());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
        try {
            // A scan that has not stopped by then is not committed, and is repeated later.
            var unused = workers.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        polled.values().forEach(it -> it.partition.close());
        polled.clear();
        ended.complete(null);
    }

    private record PolledPartition(OwnedPartition partition, List<ScheduledTarget> targets) {
        void release() {
            partition.close();
            targets.forEach(ScheduledTarget::release);
        }
    }

    private final class ScheduledTarget {
        private final TargetPoller poller;
        private volatile boolean tried;
        private volatile boolean released;
        private volatile long expected = Long.MAX_VALUE;
        private @Nullable Future<?> poll;

        ScheduledTarget(TargetPoller poller) {
            this.poller = poller;
        }

        boolean isStuck() {
            long now = progress.now();
            long overdue = now - Math.max(expected, progress.last(poller.target()));
            long silent = now - Math.max(expected, progress.last());
            return overdue > STUCK.toNanos()
                    || silent
                            > Math.max(
                                    idle.toNanos(),
                                    poller.interval().multipliedBy(3).toNanos());
        }

        void schedule(Instant due) {
            long delay = Math.max(0, Duration.between(clock.instant(), due).toMillis());
            expected = progress.now() + TimeUnit.MILLISECONDS.toNanos(delay);
            try {
                var unused = timer.schedule(this::begin, delay, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                if (!timer.isShutdown()) {
                    throw e;
                }
            }
        }

        /** Edge of the thread as well: without a worker thread, the target would silently not be polled. */
        private synchronized void begin() {
            try {
                if (!released && !workers.isShutdown()) {
                    poll = workers.submit(this::poll);
                }
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }

        synchronized void release() {
            released = true;
            if (poll != null) {
                poll.cancel(true);
            }
        }

        /** Edge of the thread: an exception here is a bug and must not leave a target silently unpolled. */
        private void poll() {
            try {
                expected = progress.now();
                Instant due = poller.poll();
                tried = true;
                progress.mark(poller.target());
                if (!released) {
                    schedule(due);
                }
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }

        private void failed(Throwable e) {
            if (!released && !timer.isShutdown()) {
                ended.completeExceptionally(e);
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
