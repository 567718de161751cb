package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Maps method and path to a call, as in Confluent's reference. */
final class RegistryRoutes {
    private final Registry registry;

    RegistryRoutes(Registry registry) {
        this.registry = registry;
    }

    /** Answers a request. In the patterns, S stands for a subject, V for a version, I for an id. */
    RegistryReply reply(String method, URI uri, JsonNode body) {
        List<String> path = Arrays.stream(uri.getRawPath().split("/"))
                .filter(it -> !it.isEmpty())
                .map(it -> URLDecoder.decode(it.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
        return switch (method + " /" + String.join("/", shape(path))) {
            case "GET /" -> RegistryReply.ok(Map.of());
            case "GET /subjects" -> registry.subjects();
            case "POST /subjects/S" -> registry.lookUp(path.get(1), body);
            case "GET /subjects/S/versions" -> registry.versions(path.get(1));
            case "POST /subjects/S/versions" -> registry.register(path.get(1), body);
            case "GET /subjects/S/versions/V" -> registry.version(path.get(1), path.get(3));
            case "GET /subjects/S/versions/V/schema" -> registry.versionText(path.get(1), path.get(3));
            case "GET /schemas" -> registry.schemas();
            case "GET /schemas/types" -> RegistryReply.ok(List.of("AVRO"));
            case "GET /schemas/ids/I" -> registry.schema(id(path));
            case "GET /schemas/ids/I/schema" -> registry.schemaText(id(path));
            case "GET /schemas/ids/I/subjects" -> registry.subjectsOf(id(path));
            case "GET /schemas/ids/I/versions" -> registry.versionsWith(id(path));
            case "POST /compatibility/subjects/S/versions/V" -> registry.compatibility(path.get(2), path.get(4), body);
            case "GET /config" -> registry.level("", true);
            case "PUT /config" -> registry.setLevel("", body);
            case "PUT /mode", "PUT /mode/S" -> RegistryReply.closed("The mode of this registry cannot be changed");
            case "GET /config/S" -> registry.level(path.get(1), isTrue(uri, "defaultToGlobal"));
            case "PUT /config/S" -> registry.setLevel(path.get(1), body);
            case "GET /mode", "GET /mode/S" -> RegistryReply.ok(Map.of("mode", "READWRITE"));
            default -> RegistryReply.error(404, 404, "HTTP 404 Not Found");
        };
    }

    private static List<String> shape(List<String> path) {
        var shape = new ArrayList<>(path);
        String first = path.isEmpty() ? "" : path.get(0);
        switch (first) {
            case "subjects" -> replace(shape, 1, "S", 3, "V");
            case "compatibility" -> replace(shape, 2, "S", 4, "V");
            case "config", "mode" -> replace(shape, 1, "S", shape.size(), "");
            case "schemas" -> replace(shape, 2, "I", shape.size(), "");
            default -> {}
        }
        return shape;
    }

    private static void replace(List<String> shape, int first, String by, int second, String bySecond) {
        if (first < shape.size()) {
            shape.set(first, by);
        }
        if (second < shape.size()) {
            shape.set(second, bySecond);
        }
    }

    /** The id in the path; for text that is no number, one that no schema has. */
    private static int id(List<String> path) {
        String id = path.get(2);
        return id.matches("\\d{1,9}") ? Integer.parseInt(id) : -1;
    }

    private static boolean isTrue(URI uri, String parameter) {
        String query = uri.getRawQuery();
        return query != null && List.of(query.split("&")).contains(parameter + "=true");
    }
}
