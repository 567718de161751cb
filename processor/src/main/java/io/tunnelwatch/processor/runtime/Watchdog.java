package io.tunnelwatch.processor.runtime;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.processor.topology.DecisionListener;
import io.tunnelwatch.runtime.CautiousClock;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.TargetSilent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that a target's poller has fallen silent and writes that into the topic of observations, so that even silence is one.
 * This is the only place in the processor where the wall clock decides anything, and its decision can be replayed.
 */
final class Watchdog implements DecisionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /**
     * Missed intervals after the announced scan. With the interval before it that is three, like {@code
     * Rules.GAP_IN_INTERVALS}.
     */
    private static final int OVERDUE_INTERVALS = 2;

    /** With intervals of a second or two, an overloaded machine must not pass for a lost poller. */
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(10);

    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private final Clock clock;
    private final LongSupplier nanos;
    private final Producer<String, io.tunnelwatch.v1.Observation> producer;
    private final String topic;
    private final Map<Target, LastHeard> lastHeard = new ConcurrentHashMap<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "watchdog");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A watchdog that is not started yet.
     *
     * @param clock dates a silence; its duration is measured by {@code nanos}, which nobody can set
     * @param topic holds the observations
     */
    Watchdog(Clock clock, LongSupplier nanos, Producer<String, io.tunnelwatch.v1.Observation> producer, String topic) {
        this.clock = clock;
        this.nanos = nanos;
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * Starts a watchdog.
     *
     * @param enabled whether it checks for silence at all
     */
    static Watchdog start(KafkaAccess kafka, boolean enabled) {
        var config = kafka.producer();
        config.put("enable.idempotence", true);
        var watchdog = new Watchdog(
                new CautiousClock(),
                System::nanoTime,
                new KafkaProducer<>(
                        config,
                        new StringSerializer(),
                        kafka.serde(io.tunnelwatch.v1.Observation.class).serializer()),
                kafka.topic(Topics.OBSERVATIONS).name());
        long every = CHECK_EVERY.toMillis();
        if (enabled) {
            watchdog.scheduler.scheduleWithFixedDelay(watchdog::check, every, every, TimeUnit.MILLISECONDS);
        }
        return watchdog;
    }

    /**
     * The last observation of a target.
     *
     * @param at when it was read, not when it was observed: reading a backlog is not silence
     */
    private record LastHeard(
            Target target, Order last, Instant observedAt, Duration pollInterval, Duration patience, long at) {
        static LastHeard of(Observation last, Instant nextPollDue, long at) {
            // The difference of the poller's own times: its clock need not agree with ours.
            Duration promised = Duration.between(last.observedAt(), nextPollDue);
            boolean silentBefore = last.body() instanceof Observation.Silent;
            Duration patience = silentBefore ? last.pollInterval() : overdue(promised, last.pollInterval());
            return new LastHeard(
                    last.target(), last.order(), last.observedAt(), last.pollInterval(), atLeast(patience), at);
        }

        /** Starts from stored state: a poller that died while no processor ran is missed from now on. */
        static LastHeard of(TargetState it, long at) {
            Duration patience = overdue(it.pollInterval(), it.pollInterval());
            return new LastHeard(it.target(), it.lastOrder(), it.now(), it.pollInterval(), atLeast(patience), at);
        }

        private static Duration overdue(Duration promised, Duration pollInterval) {
            return promised.plus(pollInterval.multipliedBy(OVERDUE_INTERVALS));
        }

        private static Duration atLeast(Duration patience) {
            return patience.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : patience;
        }

        boolean isSilentAt(long nanos) {
            return nanos - at > patience.toNanos();
        }

        LastHeard silenceReportedAt(long nanos) {
            return new LastHeard(target, last, observedAt, pollInterval, patience, nanos);
        }
    }

    @Override
    public void assigned(Collection<TargetState> targets) {
        targets.stream()
                .filter(it -> !it.isRetired() && isPolled(it.lastOrder()))
                .forEach(it -> lastHeard.put(it.target(), LastHeard.of(it, nanos.getAsLong())));
    }

    /** Another processor judges these targets from now on and watches for their silence. */
    @Override
    public void revoked(Collection<Target> targets) {
        lastHeard.keySet().removeAll(targets);
    }

    @Override
    public void decided(Observation observation, Instant nextPollDue, Decision decision) {
        if (decision.target().filter(TargetState::isRetired).isPresent()) {
            lastHeard.remove(observation.target());
        } else if (decision.target().isPresent() && isPolled(observation.order())) {
            lastHeard.put(observation.target(), LastHeard.of(observation, nextPollDue, nanos.getAsLong()));
        }
    }

    /** Returns whether the target is polled: imported history has negative epochs and no poller. */
    private static boolean isPolled(Order order) {
        return order.epoch() >= 0;
    }

    void check() {
        long now = nanos.getAsLong();
        lastHeard.forEach((target, it) -> {
            // A target that is observed at this very moment is not replaced.
            if (it.isSilentAt(now) && lastHeard.replace(target, it, it.silenceReportedAt(now))) {
                publishSilence(it, clock.instant());
            }
        });
    }

    /**
     * Writes a silence. Its order is just after the last observation, so the next scan of a poller that comes back is later.
     */
    private void publishSilence(LastHeard it, Instant now) {
        String target = it.target().toString();
        // The target's time does not run backwards, whatever this machine's clock does.
        Instant at = now.isBefore(it.observedAt()) ? it.observedAt() : now;
        var order = new io.tunnelwatch.v1.Order(
                it.last().epoch(), it.last().scan(), it.last().index() + 1);
        var silence = new io.tunnelwatch.v1.Observation(
                it.target().account(),
                it.target().region(),
                order,
                at,
                at.plus(it.pollInterval()),
                it.pollInterval().toMillis(),
                TargetSilent.newBuilder().setLastObservedAt(it.observedAt()).build());
        var event = new CloudEvent(
                "silence-" + target + "-" + it.last().epoch() + "-" + it.last().scan() + "-" + order.getIndex(),
                "io.tunnelwatch.observation.v1",
                target,
                target,
                at);
        LOG.atWarn()
                .addKeyValue("target", target)
                .log("The target's poller is silent: check that ingest runs and reaches Kafka. See "
                        + "docs/runbook.md#poller_silent");
        producer.send(new ProducerRecord<>(topic, null, at.toEpochMilli(), target, silence, event.headers()));
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        producer.close(Duration.ofSeconds(1));
    }
}
