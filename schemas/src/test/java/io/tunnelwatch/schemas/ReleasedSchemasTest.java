package io.tunnelwatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every released version is kept, as it was registered, in {@code released/<subject>/<version>.avsc}. Each must read all others
 * and be read by them, and so must today's schema, which may be ahead of the newest. A version is released by adding a file,
 * never by changing one; {@code mvn -pl schemas test -Dtest=ReleasedSchemasTest -DargLine=-Dschemas.release=true} writes the
 * next one if today's is missing.
 */
class ReleasedSchemasTest {
    private static final Path RELEASED = Path.of("released");

    private record Released(String subject, int version, Schema schema) {}

    static Stream<Topic> topics() {
        return Topics.all().stream().filter(it -> it.value().isPresent());
    }

    @ParameterizedTest
    @MethodSource("topics")
    void shouldHaveReleasedEveryTopic(Topic topic) throws IOException {
        if (Boolean.getBoolean("schemas.release")) {
            release(topic);
        }
        assertThat(released(topic)).as(topic.subject()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("topics")
    @Tag("F-46")
    void shouldReadAndBeReadByEveryReleasedVersion(Topic topic) throws IOException {
        var all = new ArrayList<>(released(topic));
        all.add(new Released(topic.subject(), 0, schema(topic)));
        for (Released reader : all) {
            for (Released writer : all) {
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader.schema(), writer.schema())
                                .getResult()
                                .getIncompatibilities())
                        .as("%s: version %d reads version %d", topic.subject(), reader.version(), writer.version())
                        .isEmpty();
            }
        }
    }

    /** Shows that the test before this one can fail. */
    @Test
    void shouldNoticeAFieldThatCannotBeFilledIn() {
        Schema today = schema(Topics.AVAILABILITY);
        Schema next = new Schema.Parser()
                .parse(today.toString()
                        .replace("{\"name\":\"upMillis\"", "{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"upMillis\""));
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(next, today)
                        .getResult()
                        .getIncompatibilities())
                .isNotEmpty();
    }

    @Test
    void shouldReleaseNothingUnderANameThatNoTopicHas() throws IOException {
        try (var directories = Files.list(RELEASED)) {
            assertThat(directories.map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            topics().map(Topic::subject).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    void shouldLetEveryEnumGrow(Topic topic) {
        var enums = new HashSet<Schema>();
        collectEnums(schema(topic), enums, new HashSet<>());
        assertThat(enums).allSatisfy(it -> {
            assertThat(it.getEnumDefault()).as(it.getFullName()).isEqualTo("UNKNOWN");
            assertThat(it.getEnumSymbols()).first().isEqualTo("UNKNOWN");
        });
    }

    private static void collectEnums(Schema schema, Set<Schema> enums, Set<String> seen) {
        switch (schema.getType()) {
            case ENUM -> enums.add(schema);
            case UNION -> schema.getTypes().forEach(it -> collectEnums(it, enums, seen));
            case ARRAY -> collectEnums(schema.getElementType(), enums, seen);
            case MAP -> collectEnums(schema.getValueType(), enums, seen);
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    schema.getFields().forEach(it -> collectEnums(it.schema(), enums, seen));
                }
            }
            case FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private static void release(Topic topic) throws IOException {
        Schema today = schema(topic);
        var released = released(topic);
        if (released.stream().noneMatch(it -> it.schema().toString().equals(today.toString()))) {
            Path file = RELEASED.resolve(topic.subject()).resolve(released.size() + 1 + ".avsc");
            Files.createDirectories(file.getParent());
            Files.writeString(file, SchemaFormatter.format("json/pretty", today) + "\n");
        }
    }

    private static Schema schema(Topic topic) {
        return SpecificData.get().getSchema(topic.value().orElseThrow());
    }

    private static List<Released> released(Topic topic) throws IOException {
        var released = new ArrayList<Released>();
        for (int version = 1; ; version++) {
            Path file = RELEASED.resolve(topic.subject()).resolve(version + ".avsc");
            if (!Files.exists(file)) {
                return released;
            }
            released.add(new Released(topic.subject(), version, new Schema.Parser().parse(Files.readString(file))));
        }
    }
}
