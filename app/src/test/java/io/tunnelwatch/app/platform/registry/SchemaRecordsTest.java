package io.tunnelwatch.app.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.platform.registry.SchemaStore.Content;
import io.tunnelwatch.app.platform.registry.SchemaStore.Version;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The layout equals Confluent's to the byte: compaction compares keys byte by byte, and a real registry must be able to take
 * over the topic.
 */
class SchemaRecordsTest {
    private final SchemaStore store = new SchemaStore();

    @Test
    void shouldWriteWhatConfluentsRegistryWrites() {
        var version = new Version("vpn.alerts.v1-value", 2, 7, new Content("AVRO", "\"string\""), false);

        assertThat(SchemaRecords.key(version))
                .isEqualTo("{\"keytype\":\"SCHEMA\",\"subject\":\"vpn.alerts.v1-value\",\"version\":2,\"magic\":1}");
        assertThat(SchemaRecords.value(version))
                .isEqualTo("{\"subject\":\"vpn.alerts.v1-value\",\"version\":2,\"id\":7,\"schema\":\"\\\"string\\\"\","
                        + "\"deleted\":false}");
        assertThat(SchemaRecords.levelKey("")).isEqualTo("{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0}");
        assertThat(SchemaRecords.levelKey("a")).isEqualTo("{\"keytype\":\"CONFIG\",\"subject\":\"a\",\"magic\":0}");
        assertThat(SchemaRecords.levelValue("FULL")).isEqualTo("{\"compatibilityLevel\":\"FULL\"}");
    }

    @Test
    void shouldReadBackWhatItWrites() {
        // Given
        var version = new Version("null.and.void-value", 3, 9, new Content("AVRO", "\"int\""), false);

        // When
        read(SchemaRecords.key(version), SchemaRecords.value(version));
        read(SchemaRecords.levelKey("null.and.void-value"), SchemaRecords.levelValue("FULL_TRANSITIVE"));

        // Then
        assertThat(store.versions("null.and.void-value")).containsExactly(version);
        assertThat(store.level("null.and.void-value")).contains("FULL_TRANSITIVE");
        assertThat(store.nextVersion("null.and.void-value")).isEqualTo(4);
    }

    @Test
    void shouldStandOnATopicThatAnotherRegistryWrote() {
        // Given what newer registries write: more fields, other types, contexts, no-ops
        read("{\"keytype\":\"NOOP\",\"magic\":0}", null);
        read("{\"keytype\":\"CONTEXT\",\"tenant\":\"default\",\"context\":\".\",\"magic\":0}", "{}");
        read("{\"keytype\":\"MODE\",\"subject\":null,\"magic\":0}", "{\"mode\":\"READWRITE\"}");
        read(
                schemaKey("a", 1),
                "{\"subject\":\"a\",\"version\":1,\"id\":1,\"guid\":\"x\",\"md5\":\"y\","
                        + "\"schema\":\"\\\"string\\\"\",\"deleted\":false,\"ts\":1,\"offset\":3}");
        read(
                schemaKey("p", 1),
                "{\"subject\":\"p\",\"version\":1,\"id\":40,\"schemaType\":\"PROTOBUF\","
                        + "\"schema\":\"syntax = \\\"proto3\\\";\",\"deleted\":false}");

        // Then no schema gets an id that is in use
        assertThat(store.subjects()).containsExactly("a", "p");
        assertThat(store.idFor(new Content("AVRO", "\"string\""))).isEqualTo(1);
        assertThat(store.idFor(new Content("AVRO", "\"int\""))).isEqualTo(41);
    }

    @Test
    void shouldDeleteAsAnotherRegistryDeletes() {
        // Given
        read(schemaKey("a", 1), schemaValue("a", 1, 1, "\"string\"", false));
        read(schemaKey("a", 2), schemaValue("a", 2, 2, "\"int\"", false));
        read(schemaKey("b", 1), schemaValue("b", 1, 1, "\"string\"", false));
        read(SchemaRecords.levelKey("a"), SchemaRecords.levelValue("NONE"));

        // When
        read("{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"a\",\"magic\":0}", "{\"subject\":\"a\",\"version\":2}");
        read(schemaKey("b", 1), null);
        read(SchemaRecords.levelKey("a"), null);

        // Then the ids do not change, and version numbers are not reused
        assertThat(store.subjects()).isEmpty();
        assertThat(store.level("a")).isEmpty();
        assertThat(store.content(2)).contains(new Content("AVRO", "\"int\""));
        assertThat(store.nextVersion("a")).isEqualTo(3);
    }

    @Test
    void shouldGiveASchemaItsIdInEverySubject() {
        // When
        read(schemaKey("a", 1), schemaValue("a", 1, 5, "\"string\"", false));

        // Then
        assertThat(store.idFor(new Content("AVRO", "\"string\""))).isEqualTo(5);
    }

    @Test
    void shouldTellSchemasApartThatAvroCallsEqual() {
        // Given an enum with and without a default
        read(schemaKey("a", 1), schemaValue("a", 1, 1, "{\\\"type\\\":\\\"enum\\\"}", false));

        // Then
        assertThat(store.idFor(new Content("AVRO", "{\"type\":\"enum\",\"default\":\"A\"}")))
                .isEqualTo(2);
    }

    @Test
    void shouldForgetAWriteThatArrivedAfterItWasGivenUp() {
        // Given
        read(schemaKey("a", 1), schemaValue("a", 1, 1, "\\\"string\\\"", false));

        // When its id was given to another schema in the meantime
        read(schemaKey("a", 1), schemaValue("a", 1, 1, "\\\"int\\\"", false));

        // Then
        assertThat(store.content(1)).contains(new Content("AVRO", "\"int\""));
        assertThat(store.idFor(new Content("AVRO", "\"string\""))).isEqualTo(2);
    }

    @Test
    void shouldPassOverWhatIsNoRecordOfARegistry() {
        read("not JSON", "{}");
        read(schemaKey("a", 1), "not JSON");
        read(null, "{}");
        assertThat(store.subjects()).isEmpty();
    }

    private static String schemaKey(String subject, int version) {
        return "{\"keytype\":\"SCHEMA\",\"subject\":\"" + subject + "\",\"version\":" + version + ",\"magic\":1}";
    }

    private static String schemaValue(String subject, int version, int id, String schema, boolean deleted) {
        return "{\"subject\":\"" + subject + "\",\"version\":" + version + ",\"id\":" + id + ",\"schema\":\""
                + (schema.contains("\\") ? schema : schema.replace("\"", "\\\"")) + "\",\"deleted\":" + deleted + "}";
    }

    private void read(@Nullable String key, @Nullable String value) {
        SchemaRecords.apply(new ConsumerRecord<>("_schemas", 0, 0, key, value), store);
    }
}
