package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    private final KnownConnections connections;

    /** Knows connections as the API describes them: id, name, account, region, and the ids of tunnels. */
    interface KnownConnections {
        /** The existing connections; those that cannot be meant may be left out. */
        List<JsonNode> candidates(String name);

        /** A connection that was deleted, by its id or account/region/id. */
        Optional<JsonNode> deleted(String name);
    }

    ConnectionNames(ReadApiClient api) {
        this(new ConnectionsOfApi(api));
    }

    /** The names that stand in the topic of connections. */
    ConnectionNames(KafkaAccess kafka, PrintWriter progress) {
        this(ConnectionsOfTopic.read(kafka, progress));
    }

    ConnectionNames(KnownConnections connections) {
        this.connections = connections;
    }

    /** @throws OperatorException if no connection is called that, or if several are; it lists these */
    JsonNode find(String name) {
        return findIfKnown(name).orElseThrow(() -> unknown(name));
    }

    /** @throws OperatorException if several connections are called that; it lists them */
    Optional<JsonNode> findIfKnown(String name) {
        if (name.isBlank()) {
            return Optional.empty();
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        var known = connections.candidates(name);
        var exact = matching(known, it -> exactNames(it).anyMatch(wanted::equals));
        var found = exact.isEmpty() ? matching(known, it -> names(it).anyMatch(part -> part.contains(wanted))) : exact;
        return switch (found.size()) {
            case 0 -> connections.deleted(name);
            case 1 -> Optional.of(found.get(0));
            default -> throw ambiguous(name, found);
        };
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
