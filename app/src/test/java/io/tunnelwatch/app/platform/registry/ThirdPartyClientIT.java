package io.tunnelwatch.app.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.schemas.serde.AvroSerde;
import io.tunnelwatch.schemas.serde.RegistryClient;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Someone who has only the names of the topics and the address of the registry can read everything we write. */
class ThirdPartyClientIT {
    private static final int RECORDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Topic> TOPICS =
            Topics.all().stream().filter(it -> it.value().isPresent()).toList();

    @TempDir
    Path directory;

    private final Map<String, byte[]> written = new HashMap<>();

    @Test
    void shouldBeReadByAClientInAnotherLanguage() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0)) {
            var kafka = Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers());
            try (var registry = EmbeddedRegistry.start(kafka, 0)) {
                // Given
                createTopics(kafka);
                write(kafka, registry.address().toString());

                // When
                var lines = ThirdPartyClient.read(
                        broker.bootstrapServers(),
                        registry.address().toString(),
                        written.size(),
                        TOPICS.stream().map(Topic::name).toList());

                // Then it read every record, and makes the same bytes of what it read
                assertThat(lines).hasSize(TOPICS.size() * RECORDS);
                for (String line : lines) {
                    JsonNode read = JSON.readTree(line);
                    assertThat(Base64.getDecoder().decode(read.path("again").asText()))
                            .as(line)
                            .isEqualTo(written.remove(read.path("key").asText()));
                    assertThat(read.path("value").path("region").isTextual()).isTrue();
                }
                assertThat(written).isEmpty();
            }
        }
    }

    private static void createTopics(Map<String, Object> kafka) {
        try (var topics = TopicAdmin.connect(kafka)) {
            topics.create(Topics.all());
        }
    }

    private void write(Map<String, Object> kafka, String registryUrl) {
        var settings = Map.of("schema.registry.url", registryUrl);
        var client = new RegistryClient(settings);
        try (var serde = new AvroSerde<>();
                var producer = new KafkaProducer<>(kafka, new StringSerializer(), serde.serializer())) {
            serde.configure(settings, false);
            for (Topic topic : TOPICS) {
                Schema schema = SpecificData.get().getSchema(topic.value().orElseThrow());
                int id = client.register(topic.subject(), schema);
                for (byte[] avro : CatalogueRecords.of(schema, RECORDS, 4)) {
                    byte[] framed = ByteBuffer.allocate(5 + avro.length)
                            .put((byte) 0)
                            .putInt(id)
                            .put(avro)
                            .array();
                    SpecificRecord value = serde.deserializer().deserialize(topic.name(), framed);
                    String key = topic.name() + "/" + written.size();
                    written.put(key, framed);
                    producer.send(new ProducerRecord<>(topic.name(), key, value));
                }
            }
            producer.flush();
        }
    }
}
