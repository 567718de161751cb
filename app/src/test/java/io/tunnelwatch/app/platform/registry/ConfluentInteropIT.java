package io.tunnelwatch.app.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.schemas.serde.AvroSerde;
import io.tunnelwatch.schemas.serde.RegistryClient;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Byte for byte the same as Confluent's own code, in both directions, on our registry and on one that is not ours. */
class ConfluentInteropIT {
    private static final int WIRE_HEADER = 5;
    private static final int RECORDS = 50;

    @TempDir
    Path directory;

    @Test
    void shouldWriteAndReadAsConfluentDoesOnTheEmbeddedRegistry() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            exchangeRecords(registry.address().toString());
            holdSubjectsToTheirLevel(registry.address().toString());
        }
    }

    @Test
    void shouldWriteAndReadAsConfluentDoesOnApicurio() throws Exception {
        try (var registry = new ApicurioProcess()) {
            exchangeRecords(registry.url());
            holdSubjectsToTheirLevel(registry.url());
        }
    }

    private static void exchangeRecords(String url) throws Exception {
        int exchanged = 0;
        try (var theirs = new ConfluentsOwnSerializers(url);
                var ours = new AvroSerde<>()) {
            ours.configure(Map.of("schema.registry.url", url), false);
            for (Topic topic : Topics.all()) {
                if (topic.value().isPresent()) {
                    exchanged += exchange(topic, ours, theirs);
                }
            }
        }
        assertThat(exchanged).isEqualTo(6 * RECORDS);
    }

    private static int exchange(Topic topic, AvroSerde<SpecificRecord> ours, ConfluentsOwnSerializers theirs)
            throws Exception {
        Schema schema = SpecificData.get().getSchema(topic.value().orElseThrow());
        var records = CatalogueRecords.of(schema, RECORDS, 2026);
        for (byte[] avro : records) {
            // When theirs writes and ours reads, then ours writes and theirs reads
            byte[] written = theirs.serialize(topic.name(), schema.toString(), avro);
            SpecificRecord read = ours.deserializer().deserialize(topic.name(), written);
            byte[] back = ours.serializer().serialize(topic.name(), read);

            // Then
            assertThat(Arrays.copyOfRange(written, WIRE_HEADER, written.length)).isEqualTo(avro);
            assertThat(read).isInstanceOf(topic.value().orElseThrow());
            assertThat(back).isEqualTo(written);
            assertThat(theirs.deserialize(topic.name(), back)).isEqualTo(theirs.print(schema.toString(), avro));
        }
        return records.size();
    }

    private static void holdSubjectsToTheirLevel(String url) {
        // Given
        var client = new RegistryClient(Map.of("schema.registry.url", url));
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
        assertThatThrownBy(() -> client.byId(99_999))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("40403");
    }
}
