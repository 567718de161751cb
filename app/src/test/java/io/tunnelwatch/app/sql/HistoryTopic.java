package io.tunnelwatch.app.sql;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A broker with a registry and the topic of intervals, to be written by a test. */
final class HistoryTopic implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final KafkaAccess access;
    private final KafkaProducer<String, Interval> producer;

    HistoryTopic(Path directory) {
        this.broker = EmbeddedBroker.start(directory, 0);
        this.registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0);
        this.access = KafkaAccess.of(Settings.of(Map.of(
                KafkaAccess.BOOTSTRAP_SERVERS,
                broker.bootstrapServers(),
                KafkaAccess.REGISTRY_URL,
                registry.address().toString())));
        try (var topics = TopicAdmin.connect(access.admin())) {
            topics.create(List.of(Topics.HISTORY));
        }
        this.producer = new KafkaProducer<>(
                access.producer(),
                new StringSerializer(),
                access.serde(Interval.class).serializer());
    }

    KafkaAccess access() {
        return access;
    }

    void send(Collection<Interval> intervals) {
        intervals.forEach(it -> producer.send(new ProducerRecord<>(Topics.HISTORY.name(), it.getIntervalId(), it)));
        producer.flush();
    }

    /** Sends a raw record, which may be invalid. */
    void send(String key, byte @Nullable [] value) {
        try (var odd = new KafkaProducer<>(access.producer(), new StringSerializer(), new ByteArraySerializer())) {
            odd.send(new ProducerRecord<>(Topics.HISTORY.name(), key, value));
        }
    }

    static Interval interval(String id, String entity, FacetState state, Instant from, @Nullable Instant to) {
        return Interval.newBuilder()
                .setIntervalId(id)
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setConnectionId(entity)
                .setEntity(entity)
                .setFacet(FacetKind.IPSEC)
                .setState(state)
                .setReason(
                        state == FacetState.DOWN ? FacetReason.PHASE1_NOT_ESTABLISHED : FacetReason.IPSEC_ESTABLISHED)
                .setRaw("as the cloud \0 said")
                .setValidFrom(from)
                .setValidFromNotBefore(from.minusSeconds(30))
                .setValidTo(to)
                .setCloseReason(to == null ? null : CloseReason.TRANSITION)
                .setName("plant's \"O'Brien\" \u202E")
                .setVpnGatewayId("vpn-1")
                .build();
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
        broker.close();
    }
}
