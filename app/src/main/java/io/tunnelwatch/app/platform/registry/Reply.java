package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** An answer; errors in Confluent's words and numbers, which its clients act on. */
record Reply(int status, JsonNode body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Reply ok(Object body) {
        return new Reply(200, JSON.valueToTree(body));
    }

    static Reply error(int status, int code, String message) {
        return new Reply(status, JSON.createObjectNode().put("error_code", code).put("message", message));
    }

    static Reply noSuchSubject(String subject) {
        return error(404, 40401, "Subject '" + subject + "' not found.");
    }

    static Reply noSuchVersion(String version) {
        return error(404, 40402, "Version " + version + " not found.");
    }

    static Reply noSuchSchema() {
        return error(404, 40403, "Schema not found");
    }

    static Reply invalidSchema(String why) {
        return error(422, 42201, "Invalid schema: " + why);
    }
}
