package io.tunnelwatch.app.faults;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Scans one region after the other, each scan in one transaction, and records the changes that Kafka confirmed as committed.
 */
final class Poller implements AutoCloseable {
    private static final int REGIONS = 8;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(60);

    private final KafkaAccess kafka;
    private final List<Region> regions = new ArrayList<>();
    private final List<Region.Change> committed = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private @Nullable KafkaProducer<String, Observation> producer;
    private int next;

    Poller(KafkaAccess kafka, long seed) {
        this.kafka = kafka;
        var random = new Random(seed);
        for (int i = 0; i < REGIONS; i++) {
            regions.add(new Region("region-" + i, random));
        }
        long millis = BETWEEN_LOOKS.toMillis();
        clock.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    List<String> targets() {
        return regions.stream().map(Region::key).toList();
    }

    /** The changes of all scans that are certainly committed. */
    List<Region.Change> committed() {
        return List.copyOf(committed);
    }

    private void look() {
        Region region = regions.get(next++ % REGIONS);
        try {
            var producer = connected();
            var look = region.look(Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
            producer.beginTransaction();
            look.observations()
                    .forEach(it -> producer.send(new ProducerRecord<>(Topics.OBSERVATIONS.name(), region.key(), it)));
            producer.commitTransaction();
            committed.addAll(look.changes());
        } catch (KafkaException e) {
            System.out.println("A look of which nobody is sure: " + e);
            region.unsure();
            disconnect();
        }
    }

    private KafkaProducer<String, Observation> connected() {
        var connected = producer;
        if (connected == null) {
            var config = kafka.producer();
            config.put("transactional.id", "poller");
            connected = new KafkaProducer<>(
                    config,
                    new StringSerializer(),
                    kafka.serde(Observation.class).serializer());
            producer = connected;
            connected.initTransactions();
        }
        return connected;
    }

    private void disconnect() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    /** Stops after the current scan. */
    void stop() throws InterruptedException {
        clock.shutdown();
        if (!clock.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new AssertionError("A look does not end");
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        disconnect();
    }
}
