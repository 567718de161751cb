package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.runtime.OperatorException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the connection that a person names: by id, name, account/region/id or the id of a tunnel, or by a part of id or name
 * that only one connection has. Upper and lower case are the same.
 */
final class ConnectionNames {
    /** More candidates than this help nobody to choose. */
    private static final int MOST_CANDIDATES = 10;

    private final ReadApiClient api;

    ConnectionNames(ReadApiClient api) {
        this.api = api;
    }

    /** @throws OperatorException if no connection is called that, or if several are; it lists these */
    JsonNode find(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        var known = candidates(name);
        var exact = matching(known, it -> exactNames(it).anyMatch(wanted::equals));
        var found = exact.isEmpty() ? matching(known, it -> names(it).anyMatch(part -> part.contains(wanted))) : exact;
        return switch (found.size()) {
            case 0 -> deleted(name);
            case 1 -> found.get(0);
            default -> throw ambiguous(name, found);
        };
    }

    /** The API searches ids and names for the last part of account/region/id. */
    private List<JsonNode> candidates(String name) {
        if (name.isBlank()) {
            throw unknown(name);
        }
        String last = name.substring(name.lastIndexOf('/') + 1);
        // The API's search leaves out the ids of tunnels.
        String query = last.isBlank() || last.startsWith("tun-") ? "" : last;
        return api.getAllPages("/api/v1/connections", Map.of("q", query)).stream()
                .flatMap(it -> Json.each(it.path("connections")))
                .toList();
    }

    private static List<JsonNode> matching(List<JsonNode> known, Predicate<JsonNode> condition) {
        return known.stream().filter(condition).toList();
    }

    private static Stream<String> names(JsonNode connection) {
        return Stream.of(connection.path("id"), connection.path("name"))
                .map(it -> it.asText().toLowerCase(Locale.ROOT));
    }

    private static Stream<String> exactNames(JsonNode connection) {
        return Stream.concat(
                names(connection),
                Stream.concat(
                                Stream.of(target(connection) + "/"
                                        + connection.path("id").asText()),
                                Json.each(connection.path("tunnels"))
                                        .map(it -> it.path("id").asText()))
                        .map(it -> it.toLowerCase(Locale.ROOT)));
    }

    /** A deleted connection is on no list, and its history is still there. */
    private JsonNode deleted(String name) {
        String path = Arrays.stream(name.split("/"))
                .map(it -> URLEncoder.encode(it, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        JsonNode connection =
                api.getIfKnown("/api/v1/connections/" + path, Map.of()).path("connection");
        if (!connection.isObject()) {
            throw unknown(name);
        }
        return connection;
    }

    private static OperatorException unknown(String name) {
        return new OperatorException("No connection has the id or name '" + name + "', or such a part of it:"
                + " 'tunnelwatch status' lists all connections.");
    }

    private static OperatorException ambiguous(String name, List<JsonNode> found) {
        String listed = found.stream()
                .limit(MOST_CANDIDATES)
                .map(it -> Json.text(it, "id") + " (" + Json.text(it, "name") + ", " + target(it) + ")")
                .collect(Collectors.joining("; "));
        int more = found.size() - MOST_CANDIDATES;
        return new OperatorException("'" + name + "' may be any of " + found.size() + " connections: " + listed
                + (more > 0 ? "; and " + more + " more" : "") + ". Give one of the ids, or account/region/id.");
    }

    private static String target(JsonNode connection) {
        return Json.text(connection, "account") + "/" + Json.text(connection, "region");
    }
}
