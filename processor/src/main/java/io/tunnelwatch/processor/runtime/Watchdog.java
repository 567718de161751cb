package io.tunnelwatch.processor.runtime;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Observation;
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

    /** As many as make a gap. */
    private static final int SILENT_INTERVALS = 3;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Clock clock;
    private final Producer<String, io.tunnelwatch.v1.Observation> producer;
    private final Map<String, Observation> latest = new ConcurrentHashMap<>();
    private final Map<String, Instant> heardAt = new ConcurrentHashMap<>();
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

    /** Counts from when it was heard, not from when it was seen: a backlog that is being read is not silence. */
    @Override
    public void decided(Observation observation, Decision decision) {
        // Imported history, which stands below zero, has no poller that could fall silent.
        if (decision.target().isPresent() && observation.order().epoch() >= 0) {
            String target = observation.target().toString();
            latest.put(target, observation);
            heardAt.put(target, clock.instant());
        }
    }

    void look() {
        Instant now = clock.instant();
        latest.forEach((target, last) -> {
            boolean silentBefore = last.body() instanceof Observation.Silent;
            Duration patience = last.pollInterval().multipliedBy(silentBefore ? 1 : SILENT_INTERVALS);
            if (heardAt.getOrDefault(target, now).plus(patience).isBefore(now)) {
                tellSilence(target, last, now);
            }
        });
    }

    /** Its order is just past the last that was heard: a poller that comes back is past it with its next scan. */
    private void tellSilence(String target, Observation last, Instant now) {
        heardAt.put(target, now);
        var order = new Order(
                last.order().epoch(), last.order().scan(), last.order().index() + 1);
        var silence = new io.tunnelwatch.v1.Observation(
                last.target().account(),
                last.target().region(),
                order,
                now,
                now.plus(last.pollInterval()),
                last.pollInterval().toMillis(),
                new TargetSilent(last.observedAt()));
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
