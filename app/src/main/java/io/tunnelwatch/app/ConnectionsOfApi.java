package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.console.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The connections that the sink's API knows. */
record ConnectionsOfApi(ReadApiClient api) implements ConnectionNames.KnownConnections {
    /** The API searches ids and names for the last part of account/region/id. */
    @Override
    public List<JsonNode> candidates(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        // The API's search leaves out the ids of tunnels.
        String query = last.isBlank() || last.startsWith("tun-") ? "" : last;
        return api.getAllPages("/api/v1/connections", Map.of("q", query)).stream()
                .flatMap(it -> Json.each(it.path("connections")))
                .toList();
    }

    /** A deleted connection is on no list, and its history is still there. */
    @Override
    public Optional<JsonNode> deleted(String name) {
        String path = Arrays.stream(name.split("/"))
                .map(it -> URLEncoder.encode(it, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        return Optional.of(
                        api.getIfKnown("/api/v1/connections/" + path, Map.of()).path("connection"))
                .filter(JsonNode::isObject);
    }
}
