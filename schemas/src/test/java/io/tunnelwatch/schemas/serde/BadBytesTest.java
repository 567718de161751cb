package io.tunnelwatch.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes in a topic decode to a record or throw a {@link SerializationException}; they never end the process. */
class BadBytesTest {
    private static final String TOPIC = Topics.OBSERVATIONS.name();
    private static final Schema SCHEMA = Observation.getClassSchema();

    private FakeRegistry registry;
    private AvroDeserializer<SpecificRecord> deserializer;
    private int id;

    @BeforeEach
    void start() throws Exception {
        registry = new FakeRegistry();
        id = registry.holds(SCHEMA.toString());
        deserializer = new AvroDeserializer<>();
        deserializer.configure(registry.settings(), false);
    }

    @AfterEach
    void stop() {
        deserializer.close();
        registry.close();
    }

    static Map<String, byte[]> notRecords() {
        byte[] good = AvroSerdeTest.framed(1, RandomRecords.of(SCHEMA, 1, 3).get(0));
        var corpus = new TreeMap<String, byte[]>();
        corpus.put("no bytes", new byte[0]);
        corpus.put("half a header", new byte[] {0, 0, 0, 0});
        corpus.put("a header and nothing", new byte[] {0, 0, 0, 0, 1});
        corpus.put("JSON", "{\"account\":\"main\"}".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        corpus.put("another magic", with(good, 0, 1));
        corpus.put("an unknown id", with(good, 4, 99));
        corpus.put("a negative id", with(good, 1, -1));
        corpus.put("a byte too many", Arrays.copyOf(good, good.length + 1));
        corpus.put("a byte too few", Arrays.copyOf(good, good.length - 1));
        // account: a string of 2^31-9 bytes, which Avro's own decoder would allocate
        corpus.put("a giant string", new byte[] {0, 0, 0, 0, 1, -18, -1, -1, -1, 15});
        corpus.put("a string of negative length", new byte[] {0, 0, 0, 0, 1, 1});
        corpus.put("an endless number", new byte[] {0, 0, 0, 0, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
        return corpus;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corpus")
    void shouldRefuse(String what, byte[] bytes) {
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, bytes))
                .as(what)
                .isInstanceOf(SerializationException.class)
                .hasMessageMatching("(?s).*(vpn\\.observations\\.v1|schema of id).*");
    }

    static java.util.stream.Stream<org.junit.jupiter.params.provider.Arguments> corpus() {
        return notRecords().entrySet().stream()
                .map(it -> org.junit.jupiter.params.provider.Arguments.of(it.getKey(), it.getValue()));
    }

    @Test
    void shouldRefuseARecordCutAnywhere() {
        for (byte[] record : RandomRecords.of(SCHEMA, 10, 11)) {
            byte[] whole = AvroSerdeTest.framed(id, record);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> deserializer.deserialize(TOPIC, cut))
                        .isInstanceOf(SerializationException.class);
            }
        }
    }

    @Test
    @Tag("F-45")
    void shouldSurviveAnyDamage() {
        var random = new Random(2026);
        int refused = 0;
        for (byte[] record : RandomRecords.of(SCHEMA, 2_000, 5)) {
            byte[] damaged = AvroSerdeTest.framed(id, record);
            for (int i = 0; i < 3; i++) {
                damaged[5 + random.nextInt(record.length)] = (byte) random.nextInt();
            }
            refused += isRecord(damaged) ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(200);
    }

    @Test
    void shouldRefuseMoreItemsThanBytes() {
        // Given an array that claims 2^30 items, plain and in a block with a size of its own
        Schema transition = Transition.getClassSchema();
        int transitions = registry.holds(transition.toString());
        byte[] whole = AvroSerdeTest.framed(
                transitions, RandomRecords.of(transition, 1, 8).get(0));
        byte[] giant = {-128, -128, -128, -128, 8};
        byte[] giantBlock = {-1, -1, -1, -1, 7, 2};

        // Then such a count is refused or read as something else, at any position in the record
        for (int at = 5; at < whole.length; at++) {
            for (byte[] count : new byte[][] {giant, giantBlock}) {
                byte[] bytes = Arrays.copyOf(whole, at + count.length);
                System.arraycopy(count, 0, bytes, at, count.length);
                assertThatThrownBy(() -> deserializer.deserialize(Topics.TRANSITIONS.name(), bytes))
                        .isInstanceOf(SerializationException.class);
            }
        }
    }

    @Test
    void shouldRefuseARecordOfAnotherTopic() {
        // Given
        int transitions = registry.holds(Transition.getClassSchema().toString());
        byte[] bytes = AvroSerdeTest.framed(
                transitions, RandomRecords.of(Transition.getClassSchema(), 1, 1).get(0));

        // Then
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("io.tunnelwatch.v1.Transition")
                .hasMessageContaining("io.tunnelwatch.v1.Observation");
    }

    @Test
    @Tag("S-25")
    void shouldLoadNoClassThatASchemaNames() {
        // Given
        int foreign =
                registry.holds(SchemaBuilder.record(Planted.class.getName().replace('$', '.'))
                        .fields()
                        .requiredString("x")
                        .endRecord()
                        .toString());

        // Then
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, AvroSerdeTest.framed(foreign, new byte[] {0})))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("not in the catalogue");
    }

    @Test
    void shouldRefuseASchemaOfAnotherKind() {
        for (String text : List.of("syntax = \"proto3\"; message M {}", "{\"type\":\"defined.nowhere\"}", "")) {
            // Given
            int other = registry.holds(text);

            // Then
            assertThatThrownBy(() -> deserializer.deserialize(TOPIC, AvroSerdeTest.framed(other, new byte[] {0})))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("not an Avro schema");
        }
    }

    private boolean isRecord(byte[] bytes) {
        try {
            return deserializer.deserialize(TOPIC, bytes) != null;
        } catch (SerializationException e) {
            return false;
        }
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    /** A class must not be loaded just because a schema names it. */
    static final class Planted {
        private Planted() {}
    }
}
