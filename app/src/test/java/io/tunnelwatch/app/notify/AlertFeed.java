package io.tunnelwatch.app.notify;

import static io.tunnelwatch.app.notify.NoticeTopic.firing;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes alerts at a steady pace, each of another connection; one in ten is inhibited, so that nobody may hear of it. */
final class AlertFeed implements AutoCloseable {
    private static final int INHIBITED = 10;

    private final KafkaProducer<String, Alert> producer;
    private final Duration pace;
    private final List<Alert> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "alert-feed");

    AlertFeed(Settings settings, Duration pace) {
        this.pace = pace;
        var access = KafkaAccess.of(settings);
        this.producer = new KafkaProducer<>(
                access.producer(),
                new StringSerializer(),
                access.serde(Alert.class).serializer());
        thread.start();
    }

    private void run() {
        long began = System.nanoTime();
        try {
            for (long i = 0;
                    !closing.await(began + i * pace.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
                    i++) {
                write(alert(i));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Alert alert(long number) {
        Alert alert = firing("vco-" + number, AlertSeverity.WARNING);
        return number % INHIBITED == INHIBITED - 1
                ? Alert.newBuilder(alert).setInhibitedBy("f-of-the-cause").build()
                : alert;
    }

    private void write(Alert alert) {
        var record = new ProducerRecord<>(Topics.ALERTS.name(), alert.getFingerprint(), alert);
        producer.send(record, (acknowledged, failure) -> {
            if (failure == null) {
                written.add(alert);
            }
        });
    }

    /** What the broker has acknowledged. */
    List<Alert> written() {
        return List.copyOf(written);
    }

    /** Ends it; what is on its way is acknowledged then. */
    void stop() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }

    @Override
    public void close() {
        stop();
    }
}
