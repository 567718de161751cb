package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.publisher.FencedException;
import io.tunnelwatch.ingest.publisher.ObservationLog;
import io.tunnelwatch.ingest.scanner.Scanner;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every target again and again, each at its own pace. */
public final class Poller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

    /** Targets wait for the network, not for each other; beyond this many at once the machine would be the one to wait for. */
    private static final int MOST_THREADS = 32;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final ScheduledExecutorService threads;
    private final PollSettings settings;
    private final PollMetrics metrics;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Set<Target> waitedFor = ConcurrentHashMap.newKeySet();

    public Poller(int targets, PollSettings settings, PollMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        var number = new AtomicInteger();
        this.threads = Executors.newScheduledThreadPool(
                Math.min(targets, MOST_THREADS), work -> new Thread(work, "poller-" + number.incrementAndGet()));
    }

    /** Begins; the first looks are spread so that many targets are not one burst of calls. */
    public void start(Collection<Target> targets, VpnApi api, ObservationLog log, Clock clock) {
        waitedFor.addAll(targets);
        long spread = targets.size() == 1 ? 1 : Math.min(settings.interval().toMillis(), 1000);
        for (Target target : targets) {
            var poller = new TargetPoller(target, api, new Scanner(api, clock), log, settings);
            schedule(target, poller, ThreadLocalRandom.current().nextLong(spread));
        }
    }

    private void schedule(Target target, TargetPoller poller, long delayMillis) {
        if (!threads.isShutdown()) {
            threads.schedule(() -> pollOnce(target, poller), Math.max(0, delayMillis), TimeUnit.MILLISECONDS);
        }
    }

    private void pollOnce(Target target, TargetPoller poller) {
        long began = System.nanoTime();
        try {
            var result = poller.poll();
            metrics.polled(target, result);
            waitedFor.remove(target);
            // From the beginning of one look to the beginning of the next, so that slow answers do not slow the pace.
            Duration spent = Duration.ofNanos(System.nanoTime() - began);
            schedule(target, poller, result.pause().minus(spent).toMillis());
        } catch (FencedException e) {
            LOG.atWarn().addKeyValue("target", target).log("Another ingest process has taken this target over");
            ended.completeExceptionally(e);
        } catch (RuntimeException e) { // the thread's edge: a bug must end the process, not one target in silence
            ended.completeExceptionally(e);
        }
    }

    /** Whether every target has been looked at once. */
    public boolean hasSeenAll() {
        return waitedFor.isEmpty();
    }

    /** Completes exceptionally when polling cannot go on. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atInfo().log("A look at the cloud was still under way and is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(null);
    }
}
