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
 * The calls of Confluent's Schema Registry API that a serde needs. Answers are cached for good: neither the schema of an id nor
 * the id of a schema ever changes.
 *
 * <p>Every call throws {@link RegistryRefusal} if the registry rejects a schema, and {@link RegistryUnavailableException} if
 * the registry cannot be reached.
 */
public final class RegistryClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int MOST_CHARACTERS = 1 << 20;

    private final RegistryTransport transport;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();

    private record Registration(String subject, Schema schema) {}

    /** Creates a client from Confluent's settings: schema.registry.url, basic.auth.…, bearer.auth.…, schema.registry.ssl.…. */
    public RegistryClient(Map<String, ?> settings) {
        this.transport = new RegistryTransport(settings);
    }

    /** The id of this schema in this subject; registers it as a new version if the subject does not have it. */
    public int register(String subject, Schema schema) {
        return ids.computeIfAbsent(
                new Registration(subject, schema),
                it -> id("register a schema of " + subject, "/subjects/" + encoded(subject) + "/versions", schema));
    }

    /** The id of a schema that must be registered already. */
    public int lookUp(String subject, Schema schema) {
        return ids.computeIfAbsent(
                new Registration(subject, schema),
                it -> id("find a schema of " + subject, "/subjects/" + encoded(subject), schema));
    }

    public Schema byId(int id) {
        return schemas.computeIfAbsent(id, this::fetch);
    }

    /** Sets the compatibility level of a subject. */
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
            return UntrustedSchema.parse(schema.asText(), MOST_CHARACTERS);
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
        return new RegistryUnavailableException("The address in schema.registry.url was asked to " + what
                + " and gave an answer that no schema registry gives: check it.");
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
