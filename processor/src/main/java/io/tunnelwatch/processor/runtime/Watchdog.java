package io.tunnelwatch.processor.runtime;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Observation;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.topology.Witness;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.TargetSilent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears when a target's poller falls silent, and writes that into the log, so that even silence is an observation. The one
 * place in the processor where the wall clock decides anything, and what it decides can be replayed.
 */
final class Watchdog implements Witness, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /** So many past the look that was promised: with the one until then, as many as make a gap. */
    private static final int OVERDUE_INTERVALS = 2;

    /** With intervals of a second or two, a machine that is out of breath is no poller that is gone. */
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(10);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Clock clock;
    private final Producer<String, io.tunnelwatch.v1.Observation> producer;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "watchdog");
        thread.setDaemon(true);
        return thread;
    });

    Watchdog(Clock clock, Producer<String, io.tunnelwatch.v1.Observation> producer) {
        this.clock = clock;
        this.producer = producer;
    }

    /**
     * Starts one.
     *
     * @param looks whether it looks at all
     */
    static Watchdog start(KafkaAccess kafka, boolean looks) {
        var config = kafka.producer();
        config.put("enable.idempotence", true);
        var watchdog = new Watchdog(
                Clock.systemUTC(),
                new KafkaProducer<>(
                        config,
                        new StringSerializer(),
                        kafka.serde(io.tunnelwatch.v1.Observation.class).serializer()));
        long every = LOOK_EVERY.toMillis();
        if (looks) {
            watchdog.looking.scheduleWithFixedDelay(watchdog::look, every, every, TimeUnit.MILLISECONDS);
        }
        return watchdog;
    }

    /**
     * What was last heard of a target.
     *
     * @param at when it was heard, not when it was seen: a backlog that is being read is not silence
     */
    private record Heard(Observation last, Instant at, Duration patience) {
        static Heard of(Observation last, Instant nextPollDue, Instant at) {
            // A difference of the poller's own times, so that its clock need not agree with ours.
            Duration promised = Duration.between(last.observedAt(), nextPollDue);
            boolean silentBefore = last.body() instanceof Observation.Silent;
            Duration patience = silentBefore
                    ? last.pollInterval()
                    : promised.plus(last.pollInterval().multipliedBy(OVERDUE_INTERVALS));
            return new Heard(last, at, patience.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : patience);
        }

        boolean isSilentAt(Instant now) {
            return at.plus(patience).isBefore(now);
        }

        Heard toldAt(Instant now) {
            return new Heard(last, now, patience);
        }
    }

    @Override
    public void decided(Observation observation, Instant nextPollDue, Decision decision) {
        // Imported history, which stands below zero, has no poller that could fall silent.
        if (decision.target().filter(TargetState::isRetired).isPresent()) {
            heard.remove(observation.target().toString());
        } else if (decision.target().isPresent() && observation.order().epoch() >= 0) {
            heard.put(observation.target().toString(), Heard.of(observation, nextPollDue, clock.instant()));
        }
    }

    void look() {
        Instant now = clock.instant();
        heard.forEach((target, it) -> {
            // Who is heard of at this very moment is not replaced.
            if (it.isSilentAt(now) && heard.replace(target, it, it.toldAt(now))) {
                tellSilence(target, it.last(), now);
            }
        });
    }

    /** Its order is just past the last that was heard: a poller that comes back is past it with its next scan. */
    private void tellSilence(String target, Observation last, Instant now) {
        var order = new Order(
                last.order().epoch(), last.order().scan(), last.order().index() + 1);
        var silence = new io.tunnelwatch.v1.Observation(
                last.target().account(),
                last.target().region(),
                order,
                now,
                now.plus(last.pollInterval()),
                last.pollInterval().toMillis(),
                new TargetSilent(last.observedAt(), null));
        var event = new CloudEvent(
                "silence-" + target + "-" + last.order().epoch() + "-"
                        + last.order().scan() + "-" + order.getIndex(),
                "io.tunnelwatch.observation.v1",
                target,
                target,
                now);
        LOG.atWarn().addKeyValue("target", target).log("No poller has been heard of for this target");
        producer.send(new ProducerRecord<>(
                Topics.OBSERVATIONS.name(), null, now.toEpochMilli(), target, silence, event.headers()));
    }

    @Override
    public void close() {
        looking.shutdownNow();
        producer.close(Duration.ofSeconds(1));
    }
}
