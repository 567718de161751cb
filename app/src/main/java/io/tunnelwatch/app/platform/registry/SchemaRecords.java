package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.platform.registry.SchemaStore.Content;
import io.tunnelwatch.app.platform.registry.SchemaStore.Version;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of {@code _schemas}: JSON keys and values with the fields, in the order, of Confluent's registry, since
 * compaction compares keys byte by byte. Reads more kinds than it writes, so that it can use the topic of a real registry.
 */
final class SchemaRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRecords.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaRecords() {}

    static String key(Version version) {
        return JSON.createObjectNode()
                .put("keytype", "SCHEMA")
                .put("subject", version.subject())
                .put("version", version.version())
                .put("magic", 1)
                .toString();
    }

    static String value(Version version) {
        return JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.content().text())
                .put("deleted", version.deleted())
                .toString();
    }

    /** Key of a subject's level, or of the global level if the subject is empty. */
    static String levelKey(String subject) {
        var key = JSON.createObjectNode().put("keytype", "CONFIG");
        if (subject.isEmpty()) {
            key.putNull("subject");
        } else {
            key.put("subject", subject);
        }
        return key.put("magic", 0).toString();
    }

    static String levelValue(String level) {
        return JSON.createObjectNode().put("compatibilityLevel", level).toString();
    }

    static void apply(ConsumerRecord<String, String> record, SchemaStore store) {
        try {
            JsonNode key = JSON.readTree(record.key());
            JsonNode value = record.value() == null ? JSON.missingNode() : JSON.readTree(record.value());
            apply(key, value, store);
        } catch (JsonProcessingException
                | IllegalArgumentException e) { // IllegalArgumentException: a record without a key
            LOG.atWarn()
                    .addKeyValue("offset", record.offset())
                    .log("A record of _schemas cannot be read and is skipped");
        }
    }

    private static void apply(JsonNode key, JsonNode value, SchemaStore store) {
        String subject = key.path("subject").isTextual() ? key.path("subject").asText() : "";
        boolean tombstone = !value.isObject();
        switch (key.path("keytype").asText()) {
            case "SCHEMA" -> {
                if (tombstone) {
                    store.remove(subject, key.path("version").asInt());
                } else {
                    store.put(version(value));
                }
            }
            case "CONFIG" ->
                store.setLevel(
                        subject,
                        Optional.of(value.path("compatibilityLevel"))
                                .filter(JsonNode::isTextual)
                                .map(JsonNode::asText));
            case "DELETE_SUBJECT" -> {
                if (!tombstone) {
                    store.markDeleted(subject, value.path("version").asInt());
                }
            }
            // NOOP, MODE, CONTEXT and whatever comes: no answer here depends on them.
            default -> {}
        }
    }

    private static Version version(JsonNode value) {
        return new Version(
                value.path("subject").asText(),
                value.path("version").asInt(),
                value.path("id").asInt(),
                new Content(
                        value.path("schemaType").asText(Content.AVRO),
                        value.path("schema").asText()),
                value.path("deleted").asBoolean());
    }
}
