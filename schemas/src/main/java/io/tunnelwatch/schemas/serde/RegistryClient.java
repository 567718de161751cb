package io.tunnelwatch.schemas.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The calls of Confluent's Schema Registry API that a serde needs. What was answered once is remembered for good: neither
 * the schema of an id nor the id of a schema ever changes.
 *
 * <p>Every call throws {@link RegistryRefusal} when the registry says no to a schema, and
 * {@link RegistryUnavailableException} when it could not be asked.
 */
public final class RegistryClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int MOST_CHARACTERS = 1 << 20;

    private final RegistryTransport transport;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();

    private record Registration(String subject, Schema schema) {}

    /** Settings are Confluent's: schema.registry.url, basic.auth.…, bearer.auth.…, schema.registry.ssl.…. */
    public RegistryClient(Map<String, ?> settings) {
        this.transport = new RegistryTransport(settings);
    }

    /** The id under which this schema stands in this subject, which gets it as a new version if it has it not. */
    public int register(String subject, Schema schema) {
        return ids.computeIfAbsent(
                new Registration(subject, schema),
                it -> id("register a schema of " + subject, "/subjects/" + encoded(subject) + "/versions", schema));
    }

    /** The id of a schema that must be there already. */
    public int lookUp(String subject, Schema schema) {
        return ids.computeIfAbsent(
                new Registration(subject, schema),
                it -> id("find a schema of " + subject, "/subjects/" + encoded(subject), schema));
    }

    public Schema byId(int id) {
        return schemas.computeIfAbsent(id, this::fetch);
    }

    /** Sets how versions of a subject must fit together. */
    public void requireCompatibility(String subject, String level) {
        var body = JSON.createObjectNode().put("compatibility", level);
        transport.call("set the compatibility of " + subject, "PUT", "/config/" + encoded(subject), body);
    }

    private Schema fetch(int id) {
        String what = "find the schema of id " + id;
        JsonNode schema =
                transport.call(what, "GET", "/schemas/ids/" + id, null).path("schema");
        if (!schema.isTextual()) {
            throw notARegistry(what);
        }
        try {
            return ForeignSchema.parse(schema.asText(), MOST_CHARACTERS);
        } catch (SchemaParseException e) {
            throw new SerializationException("Schema " + id + " is not an Avro schema", e);
        }
    }

    private int id(String what, String path, Schema schema) {
        var body = JSON.createObjectNode().put("schema", schema.toString());
        JsonNode id = transport.call(what, "POST", path, body).path("id");
        if (!id.isInt()) {
            throw notARegistry(what);
        }
        return id.asInt();
    }

    private static RegistryUnavailableException notARegistry(String what) {
        return new RegistryUnavailableException("Asked to " + what
                + ", the address in schema.registry.url gave an answer that no schema registry gives: check it.");
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
