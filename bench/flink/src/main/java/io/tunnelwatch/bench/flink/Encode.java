package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.v1.Alert;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Encodes an event in the topology's schema, for a topic of its own of this group. */
final class Encode implements KafkaRecordSerializationSchema<Event>, KafkaDatasetFacetProvider {
    private final String transitions;
    private final String alerts;
    private final String servers;
    private final String registry;

    @SuppressWarnings("NullAway.Init") // open comes first
    private transient Serializer<io.tunnelwatch.v1.Transition> ofTransitions;

    @SuppressWarnings("NullAway.Init")
    private transient Serializer<Alert> ofAlerts;

    Encode(String group, KafkaAccess access) {
        this.transitions = group + "-transitions";
        this.alerts = group + "-alerts";
        this.servers = access.bootstrapServers();
        this.registry = access.registryUrl();
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
        var access = KafkaAccess.of(Settings.of(Map.of("bootstrap.servers", servers, "schema.registry.url", registry)));
        ofTransitions = access.serde(io.tunnelwatch.v1.Transition.class).serializer();
        ofAlerts = access.serde(Alert.class).serializer();
    }

    /** Names the topics: to reuse transactional ids, Flink has to know where transactions may be open. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(new DefaultKafkaDatasetFacet(
                DefaultKafkaDatasetIdentifier.ofTopics(List.of(transitions, alerts)), new Properties()));
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Event event, KafkaSinkContext context, @Nullable Long timestamp) {
        return event.match(
                it -> new ProducerRecord<>(
                        transitions,
                        bytes(it.cause().target() + "/" + it.connectionId()),
                        ofTransitions.serialize(transitions, EventCodec.encode(it))),
                it -> new ProducerRecord<>(
                        alerts, bytes(it.fingerprint()), ofAlerts.serialize(alerts, EventCodec.encode(it))));
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
