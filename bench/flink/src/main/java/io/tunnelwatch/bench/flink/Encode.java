package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
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

/** Encodes a transition in the topology's schema. */
final class Encode implements KafkaRecordSerializationSchema<Transition>, KafkaDatasetFacetProvider {
    private final String topic;
    private final String servers;
    private final String registry;

    @SuppressWarnings("NullAway.Init") // open comes first
    private transient Serializer<io.tunnelwatch.v1.Transition> values;

    Encode(String topic, String servers, String registry) {
        this.topic = topic;
        this.servers = servers;
        this.registry = registry;
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
        values = KafkaAccess.of(Settings.of(Map.of("bootstrap.servers", servers, "schema.registry.url", registry)))
                .serde(io.tunnelwatch.v1.Transition.class)
                .serializer();
    }

    /** Names the topic: to reuse transactional ids, Flink has to know where transactions may be open. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(
                new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic)), new Properties()));
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Transition it, KafkaSinkContext context, @Nullable Long timestamp) {
        return new ProducerRecord<>(
                topic,
                (it.cause().target() + "/" + it.connectionId()).getBytes(StandardCharsets.UTF_8),
                values.serialize(topic, EventCodec.encode(it)));
    }
}
