package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** An answer with Confluent's error codes and messages, on which clients rely. */
record RegistryReply(int status, JsonNode body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static RegistryReply ok(Object body) {
        return new RegistryReply(200, JSON.valueToTree(body));
    }

    /** A schema, sent as it is, since it is JSON itself. */
    static RegistryReply text(String schema) {
        try {
            return new RegistryReply(200, JSON.readTree(schema));
        } catch (JsonProcessingException e) { // Protobuf is not JSON
            return ok(schema);
        }
    }

    static RegistryReply error(int status, int code, String message) {
        return new RegistryReply(
                status, JSON.createObjectNode().put("error_code", code).put("message", message));
    }

    static RegistryReply noSuchSubject(String subject) {
        return error(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryReply noSuchVersion(String version) {
        return error(404, 40402, "Version " + version + " not found.");
    }

    static RegistryReply noSuchSchema() {
        return error(404, 40403, "Schema not found");
    }

    static RegistryReply noSuchId(int id) {
        return error(404, 40403, "Schema " + id + " not found");
    }

    static RegistryReply incompatible(String subject, Compatibility level) {
        return error(
                409,
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"" + subject + "\", by "
                        + level);
    }

    /** Refusal with Confluent's code for a registry that takes no writes. */
    static RegistryReply closed(String why) {
        return error(422, 42205, why);
    }

    static RegistryReply invalidSchema(String why) {
        return error(422, 42201, "Invalid schema: " + why);
    }

    static RegistryReply invalidVersion(String version) {
        return error(
                422,
                42202,
                "The specified version '" + version + "' is not a valid version id. Allowed values are between [1,"
                        + " 2^31-1] and the string \"latest\"");
    }
}
