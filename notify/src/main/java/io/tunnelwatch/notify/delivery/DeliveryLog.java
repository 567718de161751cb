package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.schemas.topics.NoticeFingerprints;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.schemas.topics.TraceId;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes what became of notices: to {@code vpn.notifications.v1}, and to the dead letters what a destination did not take. The
 * producer is idempotent and every write is waited for: a notice is over only when its end stands in the log.
 */
final class DeliveryLog implements AutoCloseable {
    private static final String TYPE = "io.tunnelwatch.notification.v1";

    private final Producer<byte[], byte[]> producer;
    private final Serializer<Notification> values;
    private final String topic;
    private final String deadLetters;

    DeliveryLog(KafkaAccess kafka) {
        var config = kafka.producer();
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.putIfAbsent("delivery.timeout.ms", 60_000);
        config.putIfAbsent("request.timeout.ms", 20_000);
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.values = kafka.serde(Notification.class).serializer();
        this.topic = kafka.topic(Topics.NOTIFICATIONS).name();
        this.deadLetters = kafka.topic(Topics.DEAD_LETTERS).name();
    }

    /** Writes the ends of notices at one endpoint. */
    void write(DeliveryEndpoint endpoint, List<DeliveryResult> results, Instant now) {
        var writes = new ArrayList<Future<RecordMetadata>>();
        for (DeliveryResult it : results) {
            writes.add(send(ended(endpoint, it, now), "/" + endpoint.name() + "/" + it.reason()));
            if (!it.isDelivered()) {
                writes.add(producer.send(deadLetter(endpoint, it)));
            }
        }
        await(writes);
    }

    /** Writes a notice about a destination, for the other destinations. */
    void write(Notification notice) {
        await(List.of(send(notice, "")));
    }

    private static Notification ended(DeliveryEndpoint endpoint, DeliveryResult result, Instant now) {
        Notification decision = result.notice().decision();
        return Notification.newBuilder()
                .setNotificationId(result.notice().id())
                .setFingerprint(result.notice().fingerprint())
                .setKind(decision.getKind())
                .setOutcome(result.isDelivered() ? NotificationOutcome.DELIVERED : NotificationOutcome.FAILED)
                .setReason(result.reason().name())
                .setDetail(result.detail())
                .setCommandId(decision.getCommandId())
                .setDestinations(List.of(endpoint.name()))
                .setAttempts(result.attempts())
                .setAt(now)
                .build();
    }

    /** The notice that a destination fails or is back. Its id is the same in whatever process writes it. */
    static Notification about(
            DeliveryEndpoint endpoint, NotificationKind kind, DeliveryResult cause, List<String> others, Instant now) {
        boolean isFailing = kind == NotificationKind.DELIVERY_FAILING;
        String destination = endpoint.name();
        return Notification.newBuilder()
                .setNotificationId(NoticeFingerprints.ofDestination(destination) + "/" + kind + "/"
                        + cause.notice().id())
                .setFingerprint(NoticeFingerprints.ofDestination(destination))
                .setKind(kind)
                .setOutcome(NotificationOutcome.NOTIFY)
                .setReason(isFailing ? cause.reason().name() : "DELIVERED")
                .setDetail(
                        isFailing
                                ? "The destination " + destination + " does not take notices: " + cause.detail()
                                        + ". Notices for it become dead letters."
                                : "The destination " + destination + " takes notices again.")
                .setDestinations(others)
                .setAt(now)
                .build();
    }

    private Future<RecordMetadata> send(Notification notice, String idSuffix) {
        Alert alert = notice.getAlert();
        var event = new CloudEvent(
                notice.getNotificationId() + idSuffix,
                TYPE,
                alert == null ? "notify" : alert.getAccount() + "/" + alert.getRegion(),
                notice.getFingerprint(),
                notice.getAt());
        return producer.send(
                new ProducerRecord<>(topic, null, key(notice), bytes(notice), event.headers(TraceId.of(alert))));
    }

    private ProducerRecord<byte[], byte[]> deadLetter(DeliveryEndpoint endpoint, DeliveryResult result) {
        Notice notice = result.notice();
        var letter = new ProducerRecord<>(deadLetters, key(notice.decision()), bytes(notice.decision()));
        header(letter, "tunnelwatch_topic", topic);
        header(letter, "tunnelwatch_partition", Integer.toString(notice.partition()));
        header(letter, "tunnelwatch_offset", Long.toString(notice.offset()));
        header(letter, "tunnelwatch_processor", "deliver-" + endpoint.name());
        header(letter, "tunnelwatch_error", result.reason().name());
        header(letter, "tunnelwatch_reason", result.detail());
        return letter;
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] key(Notification notice) {
        return notice.getFingerprint().getBytes(StandardCharsets.UTF_8);
    }

    /** The serializer keeps what it learned from the registry, and is not made for several threads. */
    private synchronized byte[] bytes(Notification notice) {
        return values.serialize(topic, notice);
    }

    private static void await(List<Future<RecordMetadata>> writes) {
        try {
            for (Future<RecordMetadata> it : writes) {
                it.get();
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(1));
    }
}
