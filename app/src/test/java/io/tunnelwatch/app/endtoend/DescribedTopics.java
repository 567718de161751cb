package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;

/** The topics that an AsyncAPI document describes, held against those of a running broker. It reads the document as a stranger would. */
final class DescribedTopics {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HEADER_BYTES = 1 + Integer.BYTES;
    private static final int FIRST_RECORDS = 20;

    private final JsonNode document;

    private DescribedTopics(JsonNode document) {
        this.document = document;
    }

    static DescribedTopics read(Path file) throws IOException {
        return new DescribedTopics(JSON.readTree(Files.readString(file)));
    }

    /** Compares each topic and its first records with the document. Returns the topics that had records. */
    Set<String> compareWith(String bootstrapServers, String registryUrl) throws Exception {
        var seen = new TreeSet<String>();
        var reader = new TopicReader(bootstrapServers, registryUrl);
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (JsonNode channel : document.path("channels")) {
                compareTopic(admin, channel);
                String topic = channel.path("address").asText();
                JsonNode message = resolved(channel.path("messages").elements().next());
                List<ConsumerRecord<byte[], byte[]>> records = reader.raw(topic);
                for (var record : records.subList(0, Math.min(FIRST_RECORDS, records.size()))) {
                    compareRecord(message, record, registryUrl);
                    seen.add(topic);
                }
            }
        }
        return seen;
    }

    private static void compareTopic(Admin admin, JsonNode channel) throws Exception {
        String topic = channel.path("address").asText();
        JsonNode kafka = channel.path("bindings").path("kafka");
        var topics = admin.describeTopics(List.of(topic)).allTopicNames().get();
        assertThat(Objects.requireNonNull(topics.get(topic)).partitions())
                .as(topic)
                .hasSize(kafka.path("partitions").asInt());
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var configs = admin.describeConfigs(List.of(resource)).all().get();
        var config = Objects.requireNonNull(configs.get(resource));
        kafka.path("topicConfiguration").properties().forEach(it -> {
            var expected = new ArrayList<String>();
            (it.getValue().isArray() ? it.getValue() : List.of(it.getValue()))
                    .forEach(one -> expected.add(one.asText()));
            assertThat(config.get(it.getKey()).value().split(","))
                    .as(topic + " " + it.getKey())
                    .containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    private void compareRecord(JsonNode message, ConsumerRecord<byte[], byte[]> record, String registry)
            throws Exception {
        assertThat(message.at("/bindings/kafka/key/type").asText()).isEqualTo("string");
        assertThat(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(record.key()))
                        .toString())
                .isNotBlank();
        compareHeaders(message.path("headers"), record);
        if (record.value() == null) {
            assertThat(message.path("description").asText()).isEqualTo("A null value removes the key.");
            return;
        }
        var read = decoded(message, record.value(), registry);
        assertThat(read.getSchema().getName()).isEqualTo(message.path("name").asText());
    }

    private void compareHeaders(JsonNode headers, ConsumerRecord<byte[], byte[]> record) {
        JsonNode common = resolved(headers.path("allOf").path(0));
        common.path("required").forEach(it -> assertThat(record.headers().lastHeader(it.asText()))
                .as(record.topic() + " " + it.asText())
                .isNotNull());
        var described = new TreeSet<String>();
        common.path("properties").fieldNames().forEachRemaining(described::add);
        headers.path("properties").fieldNames().forEachRemaining(described::add);
        record.headers().forEach(it -> assertThat(described).contains(it.key()));
        for (JsonNode properties : List.of(common.path("properties"), headers.path("properties"))) {
            properties.properties().stream()
                    .filter(it -> it.getValue().has("const"))
                    .forEach(it -> assertThat(
                                    record.headers().lastHeader(it.getKey()).value())
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo(it.getValue().path("const").asText()));
        }
    }

    /** Reads a value by the document's schema, to its last byte. The registry holds the schema with which it was written. */
    private static GenericRecord decoded(JsonNode message, byte[] value, String registry) throws IOException {
        assertThat(message.at("/bindings/kafka/schemaIdPayloadEncoding").asText())
                .isEqualTo("confluent");
        assertThat(value[0]).isZero();
        int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
        Schema writer = new Schema.Parser()
                .parse(registered(id, registry).path("schema").asText());
        Schema reader = new Schema.Parser().parse(message.at("/payload/schema").toString());
        var decoder = DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
        GenericRecord read = new GenericDatumReader<GenericRecord>(writer, reader).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        return read;
    }

    private static JsonNode registered(int id, String registry) throws IOException {
        try (var answer = URI.create(registry + "/schemas/ids/" + id).toURL().openStream()) {
            return JSON.readTree(answer);
        }
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}
