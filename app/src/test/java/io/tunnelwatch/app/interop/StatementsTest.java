package io.tunnelwatch.app.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

/** The statements of {@code examples/statements}, which no program runs here, are true of the catalogue and its schemas. */
class StatementsTest {
    private static final Path STATEMENTS = Path.of("..", "examples", "statements");
    private static final Pattern TOPIC = Pattern.compile("vpn\\.[a-z-]+\\.v\\d");
    private static final Pattern COLUMN = Pattern.compile("  `?(\\w+)`? (STRING|BIGINT|TIMESTAMP\\(3\\)),");
    private static final Pattern KEY = Pattern.compile("PRIMARY KEY \\((\\w+)\\)");
    private static final Pattern SELECTED = Pattern.compile("(?s)SELECT (.+?)\\nFROM");

    /** The Avro types that Flink 2 makes of its own: every column may be null. */
    private static final Map<String, Schema> OF_FLINK = Map.of(
            "STRING", nullable(Schema.create(Schema.Type.STRING)),
            "BIGINT", nullable(Schema.create(Schema.Type.LONG)),
            "TIMESTAMP(3)", nullable(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG))));

    @Test
    void shouldGiveFlinkColumnsThatItCanRead() throws IOException {
        // Given
        String statement = Files.readString(STATEMENTS.resolve("downtime.flink.sql"));
        Schema written = schemaOf(statement);
        Schema columns = columns(statement);

        for (byte[] record : CatalogueRecords.of(written, 50, 4)) {
            // When
            GenericRecord read = new GenericDatumReader<GenericRecord>(written, columns)
                    .read(null, DecoderFactory.get().binaryDecoder(record, null));

            // Then
            GenericRecord whole = new GenericDatumReader<GenericRecord>(written)
                    .read(null, DecoderFactory.get().binaryDecoder(record, null));
            columns.getFields().forEach(it -> assertThat(String.valueOf(read.get(it.name())))
                    .isEqualTo(String.valueOf(whole.get(it.name()))));
        }
        assertThat(columns.getFields()).hasSizeGreaterThan(5);
    }

    @Test
    void shouldSelectFieldsThatKsqlFindsInTheRegistry() throws IOException {
        String statement = Files.readString(STATEMENTS.resolve("alerts.ksql"));
        var selected = SELECTED.matcher(statement);
        assertThat(selected.find()).isTrue();
        assertThat(fields(schemaOf(statement)))
                .contains("active")
                .containsAll(List.of(
                        selected.group(1).replace("fingerprint_key, ", "").split(", ")));
    }

    @Test
    void shouldGiveTheJdbcSinkFlatFields() throws IOException {
        JsonNode settings = new ObjectMapper()
                .readTree(Files.readString(STATEMENTS.resolve("intervals-jdbc.json")))
                .path("config");
        Schema written = schemaOf(settings.path("topics").asText());
        for (String name : settings.path("fields.whitelist").asText().split(",")) {
            assertThat(written.getField(name)).as(name).isNotNull();
            assertThat(isFlat(written.getField(name).schema())).as(name).isTrue();
        }
    }

    /** The schema of the one topic that a statement names. */
    private static Schema schemaOf(String statement) {
        var topic = TOPIC.matcher(statement);
        assertThat(topic.find()).isTrue();
        return Topics.all().stream()
                .filter(it -> it.name().equals(topic.group()))
                .findAny()
                .flatMap(Topic::value)
                .map(it -> SpecificData.get().getSchema(it))
                .orElseThrow();
    }

    private static Schema columns(String statement) {
        var key = KEY.matcher(statement);
        assertThat(key.find()).isTrue();
        var fields = new ArrayList<Schema.Field>();
        COLUMN.matcher(statement).results().forEach(it -> {
            if (!it.group(1).equals(key.group(1))) {
                fields.add(new Schema.Field(
                        it.group(1), OF_FLINK.get(it.group(2)), null, Schema.Field.NULL_DEFAULT_VALUE));
            }
        });
        return Schema.createRecord("record", null, "org.apache.flink.avro.generated", false, fields);
    }

    private static List<String> fields(Schema schema) {
        return schema.getFields().stream().map(Schema.Field::name).toList();
    }

    private static boolean isFlat(Schema schema) {
        return switch (schema.getType()) {
            case UNION -> schema.getTypes().stream().allMatch(StatementsTest::isFlat);
            case RECORD, ARRAY, MAP -> false;
            default -> true;
        };
    }

    private static Schema nullable(Schema schema) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }
}
