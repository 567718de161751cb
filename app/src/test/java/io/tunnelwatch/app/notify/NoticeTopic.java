package io.tunnelwatch.app.notify;

import io.tunnelwatch.app.endtoend.TopicReader;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.notify.Notifier;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Order;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker with a registry and the topics of the notifier; a test writes decisions as the gate would. */
final class NoticeTopic implements AutoCloseable {
    private final Path directory;
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final KafkaProducer<String, Notification> producer;

    NoticeTopic(Path directory) {
        this.directory = directory;
        this.broker = EmbeddedBroker.start(directory, 0);
        this.registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0);
        KafkaAccess access = KafkaAccess.of(settings(Map.of()));
        try (var topics = TopicAdmin.connect(access.admin())) {
            topics.create(Topics.all());
        }
        this.producer = new KafkaProducer<>(
                access.producer(),
                new StringSerializer(),
                access.serde(Notification.class).serializer());
    }

    Settings settings(Map<String, String> others) {
        return Settings.of(Map.of(
                        KafkaAccess.BOOTSTRAP_SERVERS,
                        broker.bootstrapServers(),
                        KafkaAccess.REGISTRY_URL,
                        registry.address().toString()))
                .with(others);
    }

    Notifier notifier(Map<String, String> destinations) {
        return NotifierProcess.start(settings(destinations), "here", directory.resolve("notifier"));
    }

    void send(Notification... decisions) {
        for (Notification it : decisions) {
            producer.send(new ProducerRecord<>(Topics.NOTIFICATIONS.name(), it.getFingerprint(), it));
        }
        producer.flush();
    }

    /** The records about one outcome at one recipient. */
    List<Notification> ended(String recipient, NotificationOutcome outcome) {
        return all().stream()
                .filter(it -> it.getOutcome() == outcome && it.getDestinations().contains(recipient))
                .toList();
    }

    List<Notification> all() {
        return reader().decoded(Topics.NOTIFICATIONS, Notification.class).stream()
                .map(TopicReader.Decoded::value)
                .toList();
    }

    TopicReader reader() {
        return new TopicReader(broker.bootstrapServers(), registry.address().toString());
    }

    /** A firing alert of a connection on a gateway of its own, so that Alertmanager groups it with no other. */
    static Alert firing(String entity, AlertSeverity severity) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return Alert.newBuilder()
                .setFingerprint("f-" + entity)
                .setStepId("s-" + entity)
                .setRule(AlertRule.ConnectionDown)
                .setSeverity(severity)
                .setStatus(AlertStatus.FIRING)
                .setActive(true)
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setConnectionId(entity)
                .setEntity(entity)
                .setFacet(FacetKind.IPSEC)
                .setSince(now.minusSeconds(60))
                .setNotBefore(now.minusSeconds(90))
                .setFiredAt(now)
                .setUpdatedAt(now)
                .setSummary(entity + " is down")
                .setContext(ConnectionContext.newBuilder()
                        .setVpnGatewayId("vpn-of-" + entity)
                        .build())
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }

    static Alert resolved(Alert alert) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return Alert.newBuilder(alert)
                .setStatus(AlertStatus.RESOLVED)
                .setActive(false)
                .setUpdatedAt(now)
                .setResolvedAt(now)
                .build();
    }

    static Notification telling(String id, Alert alert, String... destinations) {
        return decision(id, alert, NotificationOutcome.NOTIFY, destinations);
    }

    static Notification silent(String id, Alert alert) {
        return decision(id, alert, NotificationOutcome.SILENT);
    }

    private static Notification decision(String id, Alert alert, NotificationOutcome outcome, String... destinations) {
        return Notification.newBuilder()
                .setNotificationId(id)
                .setFingerprint(alert.getFingerprint())
                .setKind(NotificationKind.ALERT)
                .setOutcome(outcome)
                .setReason(
                        outcome == NotificationOutcome.SILENT
                                ? "INHIBITED"
                                : alert.getStatus().name())
                .setDestinations(List.of(destinations))
                .setAt(alert.getUpdatedAt())
                .setAlert(alert)
                .build();
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
        broker.close();
    }
}
