package io.tunnelwatch.ingest;

import io.tunnelwatch.runtime.TargetViews;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.TargetView;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retires targets that the settings no longer name, whether they were removed now or while nothing ran. The judged targets come
 * from {@code vpn.targets.v1}, so a target removed during a stop is found, and a retirement that came too late to count is
 * repeated.
 */
final class TargetRetirer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRetirer.class);

    /** Within one or two poll intervals of most settings; each check costs one or two requests. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    private final Supplier<TargetViews> topic;
    private final Assignment assignment;
    private final String group;
    private final Clock clock;
    private final Map<String, Order> retired = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "ingest-departures");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable TargetViews views;

    /** @param topic opens the topic of targets; throws KafkaException if that fails */
    TargetRetirer(Supplier<TargetViews> topic, Assignment assignment, String group, Clock clock) {
        this.topic = topic;
        this.assignment = assignment;
        this.group = group;
        this.clock = clock;
    }

    void start() {
        long every = BETWEEN_LOOKS.toMillis();
        looking.scheduleWithFixedDelay(this::check, 0, every, TimeUnit.MILLISECONDS);
    }

    private void check() {
        try {
            views = views == null ? topic.get() : views;
            var departed = assignment.unconfigured(views.read().values(), group, clock.instant());
            departed.own().forEach(this::retire);
            departed.nobodys().forEach(this::say);
        } catch (KafkaException e) {
            // The pollers log that Kafka is unreachable; the next check retries.
            LOG.atDebug().setCause(e).log("The topic vpn.targets.v1 cannot be read");
            drop();
        } catch (RuntimeException | Error e) {
            // Edge of the thread.
            LOG.atError().setCause(e).log("A bug stops the retirement of targets: restart ingest");
            looking.shutdown();
        }
    }

    /** Retires a target once per judged position: a retirement that came too late for one is written again after the next. */
    private void retire(TargetView it) {
        String name = UnconfiguredTargets.name(it);
        if (it.getOrder().equals(retired.get(name))) {
            return;
        }
        if (assignment.retire(it, group, clock.instant())) {
            retired.put(name, it.getOrder());
            LOG.atInfo().addKeyValue("target", name).log("The settings no longer name this target: it is retired");
        }
    }

    private void say(TargetView it) {
        String name = UnconfiguredTargets.name(it);
        if (said.add(name)) {
            LOG.atWarn()
                    .addKeyValue("target", name)
                    .log("No process polls this target, and its last poller is unknown. To stop watching it, run "
                            + "'tunnelwatch targets retire NAME --yes'. See "
                            + "docs/runbook.md#a-target-that-is-not-watched-any-more");
        }
    }

    private void drop() {
        if (views != null) {
            views.close();
            views = null;
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
        try {
            if (looking.awaitTermination(1, TimeUnit.SECONDS)) {
                drop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
