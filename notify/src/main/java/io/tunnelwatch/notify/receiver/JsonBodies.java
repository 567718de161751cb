package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Requests with JSON, and the number of bytes that a text has in it. */
final class JsonBodies {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonBodies() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    static ReceiverRequest post(URI address, JsonNode body) {
        return new ReceiverRequest(
                "POST", address, Map.of("Content-Type", "application/json; charset=utf-8"), text(body));
    }

    /** The bytes of a text within JSON, without its quotes. */
    static int bytes(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text).length;
    }

    static int bytes(JsonNode node) {
        return text(node).getBytes(StandardCharsets.UTF_8).length;
    }

    /** The tree of a text; a missing node if it is no JSON. */
    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String text(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own has no JSON", e);
        }
    }
}
