package io.tunnelwatch.ingest;

import io.tunnelwatch.schemas.topics.TargetViews;
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
 * Sees to it that a target is retired when the settings do not name it any more: now, or since they were last read. What was
 * judged says which targets there are, so that one that was taken out while nothing ran is found too, and one whose retirement
 * came too late to count is retired again.
 */
final class Departures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    /** Within a poll or two of most settings; a look costs a request or two. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    private final Supplier<TargetViews> topic;
    private final Holdings holdings;
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

    /** @param topic opens it; throws KafkaException when it cannot be had */
    Departures(Supplier<TargetViews> topic, Holdings holdings, String group, Clock clock) {
        this.topic = topic;
        this.holdings = holdings;
        this.group = group;
        this.clock = clock;
    }

    void start() {
        long every = BETWEEN_LOOKS.toMillis();
        looking.scheduleWithFixedDelay(this::look, 0, every, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            views = views == null ? topic.get() : views;
            var departed = holdings.departed(views.read().values(), group, clock.instant());
            departed.own().forEach(this::retire);
            departed.nobodys().forEach(this::say);
        } catch (KafkaException e) {
            // The pollers say it aloud; the next look tries again.
            LOG.atDebug().setCause(e).log("It cannot be read how targets stand");
            drop();
        } catch (RuntimeException | Error e) {
            // The edge of the thread.
            LOG.atError()
                    .setCause(e)
                    .log("Targets that are taken out of the settings are not retired any more, because of a bug");
            looking.shutdown();
        }
    }

    /** Once for each time that it was judged: what came too late for one is past the next. */
    private void retire(TargetView it) {
        String name = Departed.name(it);
        if (it.getOrder().equals(retired.get(name))) {
            return;
        }
        if (holdings.retire(it, group, clock.instant())) {
            retired.put(name, it.getOrder());
            LOG.atInfo()
                    .addKeyValue("target", name)
                    .log("The settings do not name this target any more: it is retired");
        }
    }

    private void say(TargetView it) {
        String name = Departed.name(it);
        if (said.add(name)) {
            LOG.atWarn()
                    .addKeyValue("target", name)
                    .log("Nobody polls this target, and it is not known who did; if nobody is to,"
                            + " 'tunnelwatch targets retire' followed by its name lets it go");
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
