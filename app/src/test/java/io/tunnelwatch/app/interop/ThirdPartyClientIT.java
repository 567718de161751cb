package io.tunnelwatch.app.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.serde.RegistryClient;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka and registry clients of another maker, in another language, read our topic. */
class ThirdPartyClientIT {
    private static final int RECORDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Topic> WITH_SCHEMA =
            Topics.all().stream().filter(it -> it.value().isPresent()).toList();

    @TempDir
    Path directory;

    @Test
    void shouldBeReadByAClientOfAnotherMaker() throws Exception {
        // Given
        try (var broker = EmbeddedBroker.start(directory.resolve("data"), 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            var sent = send(broker.bootstrapServers(), registry.address().toString());

            // When
            var read = read(broker.bootstrapServers(), registry.address().toString());

            // Then
            assertThat(read).hasSize(RECORDS);
            assertThat(read.stream()
                            .map(it -> it.path("value").path("transitionId").asText())
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(
                            sent.stream().map(Transition::getTransitionId).toList());
            assertThat(read).allSatisfy(it -> {
                assertThat(it.path("value").path("kind").asText()).isEqualTo("FACET_CHANGED");
                assertThat(it.path("value").path("to").toString()).contains("PHASE2_NOT_ESTABLISHED");
                assertThat(it.path("headers").path("ce_id").asText())
                        .isEqualTo(it.path("value").path("transitionId").asText());
            });
        }
    }

    @Test
    void shouldBeWrittenAgainByAClientOfAnotherMakerByteForByte() throws Exception {
        try (var broker = EmbeddedBroker.start(directory.resolve("data"), 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            // Given
            var access = access(broker.bootstrapServers(), registry.address().toString());
            var written = sendRandomRecords(access);

            // When
            var lines = ThirdPartyClient.run(
                    "read-again.mjs",
                    Stream.concat(
                                    Stream.of(
                                            access.bootstrapServers(),
                                            access.registryUrl(),
                                            Integer.toString(written.size())),
                                    WITH_SCHEMA.stream().map(Topic::name))
                            .toArray(String[]::new));

            // Then
            for (String line : lines) {
                JsonNode read = JSON.readTree(line);
                assertThat(Base64.getDecoder().decode(read.path("again").asText()))
                        .as(line)
                        .isEqualTo(written.remove(read.path("key").asText()));
            }
            assertThat(lines).hasSize(WITH_SCHEMA.size() * RECORDS);
            assertThat(written).isEmpty();
        }
    }

    private static Map<String, byte[]> sendRandomRecords(KafkaAccess access) {
        var written = new HashMap<String, byte[]>();
        try (var topics = TopicAdmin.connect(access.admin())) {
            topics.create(WITH_SCHEMA);
        }
        var client = new RegistryClient(access.serdeSettings());
        try (var serde = access.serde(SpecificRecord.class);
                var producer = new KafkaProducer<>(access.producer(), new StringSerializer(), serde.serializer())) {
            for (Topic topic : WITH_SCHEMA) {
                Schema schema = SpecificData.get().getSchema(topic.value().orElseThrow());
                int id = client.register(topic.subject(), schema);
                for (byte[] avro : CatalogueRecords.of(schema, RECORDS, 4)) {
                    byte[] framed = ByteBuffer.allocate(1 + Integer.BYTES + avro.length)
                            .put((byte) 0)
                            .putInt(id)
                            .put(avro)
                            .array();
                    String key = topic.name() + "/" + written.size();
                    written.put(key, framed);
                    var value = serde.deserializer().deserialize(topic.name(), framed);
                    producer.send(new ProducerRecord<>(topic.name(), key, value));
                }
            }
            producer.flush();
        }
        return written;
    }

    private static KafkaAccess access(String broker, String registry) {
        return KafkaAccess.of(
                Settings.of(Map.of(KafkaAccess.BOOTSTRAP_SERVERS, broker, KafkaAccess.REGISTRY_URL, registry)));
    }

    private List<Transition> send(String broker, String registry) throws Exception {
        var access = access(broker, registry);
        try (var topics = TopicAdmin.connect(access.admin())) {
            topics.create(List.of(Topics.TRANSITIONS));
        }
        var sent = new ArrayList<Transition>();
        try (var serde = access.serde(Transition.class);
                var producer = new KafkaProducer<>(access.producer(), new StringSerializer(), serde.serializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var it = transition(i);
                sent.add(it);
                var event = new CloudEvent(
                        it.getTransitionId(),
                        "io.tunnelwatch.transition.v1",
                        "acct/region",
                        it.getEntity(),
                        it.getDetectedAt());
                producer.send(new ProducerRecord<>(
                                Topics.TRANSITIONS.name(), null, null, it.getEntity(), it, event.headers()))
                        .get();
            }
        }
        return sent;
    }

    private static List<JsonNode> read(String broker, String registry) throws Exception {
        var read = new ArrayList<JsonNode>();
        for (String line : ThirdPartyClient.run(
                "read.mjs", broker, registry, Topics.TRANSITIONS.name(), Integer.toString(RECORDS))) {
            read.add(JSON.readTree(line));
        }
        return read;
    }

    private static Transition transition(int i) {
        Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i);
        return Transition.newBuilder()
                .setTransitionId("transition-" + i)
                .setKind(TransitionKind.FACET_CHANGED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-" + i)
                .setEntity("vco-" + i)
                .setFacet(FacetKind.IPSEC)
                .setFrom(new FacetValue(FacetState.UP, FacetReason.IPSEC_ESTABLISHED, "ipsec_sa_established", at))
                .setTo(new FacetValue(
                        FacetState.DOWN, FacetReason.PHASE2_NOT_ESTABLISHED, "ipsec_sa_not_established", at))
                .setNotBefore(at)
                .setDetectedAt(at)
                .setOrder(new Order(1L, (long) i, 0))
                .build();
    }
}
