package io.tunnelwatch.app.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.serde.AvroSerde;
import io.tunnelwatch.schemas.serde.RegistryClient;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our bytes are the same as those of Confluent's own code, in both directions, on our registry and on Apicurio's. */
class ConfluentInteropIT {
    private static final int RECORDS = 200;

    @TempDir
    Path directory;

    @Test
    void shouldWriteAndReadAsConfluentDoesOnOurRegistry() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            exchange(registry.address().toString());
            holdSubjectsToTheirLevel(registry.address().toString());
        }
    }

    @Test
    void shouldWriteAndReadAsConfluentDoesOnApicurio() throws Exception {
        try (var registry = new Apicurio(directory)) {
            exchange(registry.url());
            holdSubjectsToTheirLevel(registry.url());
        }
    }

    private static void exchange(String registryUrl) throws Exception {
        try (var theirs = new Confluent(registryUrl)) {
            for (Topic topic : Topics.all()) {
                if (topic.value().isPresent()) {
                    exchange(topic, topic.value().get(), theirs, registryUrl);
                }
            }
        }
    }

    /** Our code writes a record, theirs reads it and writes it again, ours reads that: not a byte has changed. */
    private static <T extends SpecificRecord> void exchange(
            Topic topic, Class<T> type, Confluent theirs, String registryUrl) throws Exception {
        Schema schema = SpecificData.get().getSchema(type);
        var access = KafkaAccess.of(Settings.of(Map.of(KafkaAccess.REGISTRY_URL, registryUrl)));
        try (var ours = access.serde(type)) {
            assertThat(ours).isInstanceOf(AvroSerde.class);
            for (Object generated : new RandomData(schema, RECORDS, 20261121L)) {
                T record = type.cast(specific(generated, schema));
                byte[] written = ours.serializer().serialize(topic.name(), record);
                Object read = theirs.read(topic.name(), written);
                byte[] writtenAgain = theirs.write(topic.name(), read);
                assertThat(writtenAgain).as(topic.name()).isEqualTo(written);
                assertThat(ours.deserializer().deserialize(topic.name(), writtenAgain))
                        .isEqualTo(record);
            }
        }
    }

    /** The registries agree on what they refuse, and on the error codes. */
    private static void holdSubjectsToTheirLevel(String registryUrl) {
        // Given
        var client = new RegistryClient(Map.of(KafkaAccess.REGISTRY_URL, registryUrl));
        Schema before = SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
        Schema after = SchemaBuilder.record("R")
                .fields()
                .requiredInt("a")
                .requiredInt("b")
                .endRecord();
        client.register("levels-value", before);
        client.requireCompatibility("levels-value", "FULL_TRANSITIVE");

        // Then
        assertThatThrownBy(() -> client.register("levels-value", after))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("HTTP 409");
        assertThatThrownBy(() -> client.lookUp("levels-value", after))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("40403");
        assertThatThrownBy(() -> client.byId(99_999))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("40403");
    }

    @SuppressWarnings("NullAway") // Avro takes null for "nothing to reuse"
    private static Object specific(Object generated, Schema schema) throws Exception {
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(generated, encoder);
        encoder.flush();
        var reader = new SpecificDatumReader<>(schema, schema, SpecificData.getForSchema(schema));
        return reader.read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }
}
