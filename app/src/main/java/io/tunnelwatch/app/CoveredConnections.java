package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.runtime.labels.MatcherText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a change may break, as they were before it. Matchers select alerts; those of labels that a connection
 * has, too, select the connections.
 */
final class CoveredConnections {
    private static final String OF_CONNECTIONS =
            "account|region|vpn_connection_id|vpn_connection_name|vpn_gateway_id|customer_gateway_id|transit_router_id|tag_.*";

    private final ReadApiClient api;
    private final List<LabelMatcher> ofAlerts;
    private final List<LabelMatcher> ofConnections;

    /** Connections that were up before the change, by id, with their names. */
    private final Map<String, String> up = new LinkedHashMap<>();

    /** Alerts that were active before the change. */
    private final TreeSet<String> before = new TreeSet<>();

    private final TreeMap<String, String> down = new TreeMap<>();
    private final TreeMap<String, String> returned = new TreeMap<>();
    private Instant end = Instant.MAX;

    private CoveredConnections(List<String> matchers, ReadApiClient api) {
        this.api = api;
        var parsed = matchers.stream().map(MatcherText::parse).toList();
        this.ofAlerts = parsed.stream().map(LabelMatcher::of).toList();
        this.ofConnections = parsed.stream()
                .filter(it -> it.getName().matches(OF_CONNECTIONS))
                .map(LabelMatcher::of)
                .toList();
    }

    static CoveredConnections of(List<String> matchers, ReadApiClient api) {
        var covered = new CoveredConnections(matchers, api);
        covered.connections().forEach(it -> {
            if (it.path("state").asText().equals("UP")) {
                covered.up.put(it.path("id").asText(), Json.text(it, "name"));
            }
        });
        covered.alerts().forEach(it -> covered.before.add(it.path("fingerprint").asText()));
        return covered;
    }

    /** From now on only a look that is younger counts as proof that something is up. The time is the server's. */
    void changeIsOver() {
        end = Instant.parse(api.get("/api/v1/summary").path("now").asText());
    }

    /** The connections that are not up again, and the alerts of this time that have not resolved. */
    List<String> look() {
        var missing = new ArrayList<String>();
        if (!isSeenSince()) {
            missing.add("a complete scan since the change");
        }
        var states = new HashMap<String, JsonNode>();
        connections().forEach(it -> states.put(it.path("id").asText(), it));
        up.forEach((id, name) -> note(id, name, states.get(id), missing));
        alerts().stream()
                .filter(it -> !before.contains(it.path("fingerprint").asText()))
                .forEach(it -> missing.add(
                        "alert " + Json.text(it, "rule") + " of " + Json.text(it, "entity") + " is still active"));
        return missing;
    }

    private void note(String id, String name, @Nullable JsonNode now, List<String> missing) {
        String state = now == null ? "gone" : Json.text(now, "state");
        String shown = id + " " + name;
        if (state.equals("UP")) {
            if (down.remove(id) != null) {
                returned.put(id, shown);
            }
        } else {
            down.put(id, shown);
            returned.remove(id);
            missing.add(shown + " is " + state + (now == null ? "" : " (" + Json.text(now, "reason") + ")"));
        }
    }

    /** Connections that were seen to be down and are up again. */
    List<String> returned() {
        return List.copyOf(returned.values());
    }

    private boolean isSeenSince() {
        String asOf = api.get("/api/v1/summary").path("asOf").asText("");
        return !asOf.isEmpty() && Instant.parse(asOf).isAfter(end);
    }

    private List<JsonNode> connections() {
        return api.getAllPages("/api/v1/connections").stream()
                .flatMap(it -> Json.each(it.path("connections")))
                .filter(it -> LabelMatcher.allMatch(ofConnections, labels(it)))
                .toList();
    }

    private List<JsonNode> alerts() {
        return Json.each(api.get("/api/v1/alerts").path("alerts"))
                .filter(it -> LabelMatcher.allMatch(ofAlerts, texts(it.path("labels"))))
                .toList();
    }

    /** The labels that an alert about this connection would have. */
    private static Map<String, String> labels(JsonNode connection) {
        var labels = new HashMap<String, String>();
        labels.put("account", connection.path("account").asText());
        labels.put("region", connection.path("region").asText());
        labels.put("vpn_connection_id", connection.path("id").asText());
        labels.put("vpn_connection_name", connection.path("name").asText());
        labels.put("vpn_gateway_id", connection.path("gateway").asText());
        labels.put("transit_router_id", connection.path("transitRouter").asText());
        labels.put(
                "customer_gateway_id",
                Json.each(connection.path("customerGateways"))
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(",")));
        texts(connection.path("tags"))
                .forEach((key, value) -> labels.put("tag_" + key.replaceAll("[^A-Za-z0-9_]", "_"), value));
        return labels;
    }

    private static Map<String, String> texts(JsonNode object) {
        var texts = new HashMap<String, String>();
        object.properties().forEach(it -> texts.put(it.getKey(), it.getValue().asText()));
        return texts;
    }
}
