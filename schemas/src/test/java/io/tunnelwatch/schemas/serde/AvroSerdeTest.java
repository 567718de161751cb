package io.tunnelwatch.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.HourlyAvailability;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.TargetSilent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroSerdeTest {
    private static final String TOPIC = Topics.OBSERVATIONS.name();

    private FakeRegistry registry;
    private AvroSerde<SpecificRecord> serde;

    @BeforeEach
    void start() throws Exception {
        registry = new FakeRegistry();
        serde = serde(registry.settings());
    }

    @AfterEach
    void stop() {
        serde.close();
        registry.close();
    }

    static Stream<Topic> topicsWithSchema() {
        return Topics.all().stream().filter(it -> it.value().isPresent());
    }

    @ParameterizedTest
    @MethodSource("topicsWithSchema")
    void shouldWriteWhatItReadByteForByte(Topic topic) {
        // Given
        Schema schema = SpecificData.get().getSchema(topic.value().orElseThrow());
        int id = registry.holds(schema.toString());

        for (byte[] record : RandomRecords.of(schema, 200, 42)) {
            byte[] framed = framed(id, record);

            // When
            SpecificRecord value = serde.deserializer().deserialize(topic.name(), framed);

            // Then
            assertThat(value).isInstanceOf(topic.value().orElseThrow());
            assertThat(serde.serializer().serialize(topic.name(), value)).isEqualTo(framed);
        }
    }

    @Test
    void shouldFrameWithMagicZeroAndTheIdBigEndFirst() {
        // Given
        for (int i = 0; i < 257; i++) {
            registry.holds("filler " + i);
        }

        // When
        byte[] bytes = serde.serializer().serialize(TOPIC, silence());

        // Then
        assertThat(bytes).startsWith(0, 0, 0, 1, 2);
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(silence());
    }

    @Test
    void shouldLeaveTombstonesAlone() {
        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void shouldAskTheRegistryOnceForManyRecords() {
        // When
        for (int i = 0; i < 100; i++) {
            serde.deserializer().deserialize(TOPIC, serde.serializer().serialize(TOPIC, silence()));
        }

        // Then
        assertThat(registry.lines())
                .containsExactly("POST /subjects/vpn.observations.v1-value/versions", "GET /schemas/ids/1");
    }

    @Test
    void shouldLookUpInsteadOfRegisteringWhenToldTo() {
        // Given
        var settings = Map.of("schema.registry.url", registry.url(), "auto.register.schemas", "false");
        registry.holds(Observation.getClassSchema().toString());

        // When
        try (var careful = serde(settings)) {
            careful.serializer().serialize(TOPIC, silence());
        }

        // Then
        assertThat(registry.lines()).containsExactly("POST /subjects/vpn.observations.v1-value");
    }

    @Test
    void shouldUseTheKeySubjectForKeys() {
        try (var keys = new AvroSerde<>()) {
            // When
            keys.configure(registry.settings(), true);
            keys.serializer().serialize(TOPIC, silence());

            // Then
            assertThat(registry.lines()).containsExactly("POST /subjects/vpn.observations.v1-key/versions");
        }
    }

    @Test
    void shouldReadASchemaThatIsAheadOfIt() {
        // Given a writer with a symbol and a field that this reader does not know
        String ahead = HourlyAvailability.getClassSchema()
                .toString()
                .replace("\"FRESHNESS\"", "\"FRESHNESS\",\"LATENCY\"")
                .replace("{\"name\":\"upMillis\"", "{\"name\":\"extra\",\"type\":\"string\"},{\"name\":\"upMillis\"");
        Schema schema = new Schema.Parser().parse(ahead);
        int id = registry.holds(schema.toString());

        for (byte[] record : RandomRecords.of(schema, 50, 7)) {
            // When
            var value = (HourlyAvailability)
                    serde.deserializer().deserialize(Topics.AVAILABILITY.name(), framed(id, record));

            // Then
            assertThat(value.getFacet()).isNotNull();
        }
    }

    @Test
    void shouldGoOnAfterARecordThatDoesNotFit() {
        // Given
        byte[] good = serde.serializer().serialize(TOPIC, silence());
        Observation bad = silence();
        bad.setBody("not one of the branches");

        // When
        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, bad))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(TOPIC);

        // Then nothing of it precedes the next record
        assertThat(serde.serializer().serialize(TOPIC, silence())).isEqualTo(good);
    }

    @Test
    void shouldTellARegistryThatIsAwayFromABadRecord() {
        // Given
        byte[] bytes = serde.serializer().serialize(TOPIC, silence());
        registry.close();

        // Then
        try (var late = serde(registry.settings())) {
            assertThatThrownBy(() -> late.deserializer().deserialize(TOPIC, bytes))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .isNotInstanceOf(SerializationException.class)
                    .hasMessageContaining("schema.registry.url");
        }
    }

    @Test
    void shouldNotCallARecordBadWhenTheRegistryRefusesUs() {
        // Given
        int id = registry.holds(Observation.getClassSchema().toString());
        byte[] bytes =
                framed(id, RandomRecords.of(Observation.getClassSchema(), 1, 1).get(0));

        for (int status : List.of(302, 400, 401, 403, 404)) {
            registry.answerNext(status, status == 403 ? "{\"error_code\":40301,\"message\":\"no\"}" : "<html>");

            // Then
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("HTTP " + status);
        }
        // And it reads the record once the registry allows it
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isNotNull();
    }

    private static AvroSerde<SpecificRecord> serde(Map<String, ?> settings) {
        var serde = new AvroSerde<>();
        serde.configure(settings, false);
        return serde;
    }

    static byte[] framed(int id, byte[] record) {
        return ByteBuffer.allocate(5 + record.length)
                .put((byte) 0)
                .putInt(id)
                .put(record)
                .array();
    }

    static Observation silence() {
        Instant then = Instant.parse("2026-11-21T08:00:00Z");
        return Observation.newBuilder()
                .setAccount("main")
                .setRegion("eu-central-1")
                .setOrder(new Order(7L, 1L, 0))
                .setObservedAt(then)
                .setNextPollDue(then.plusSeconds(30))
                .setPollIntervalMillis(30_000)
                .setBody(new TargetSilent(then.minusSeconds(90), null))
                .build();
    }
}
