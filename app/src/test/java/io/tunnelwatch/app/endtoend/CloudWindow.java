package io.tunnelwatch.app.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The truth of the simulated cloud over a span of time: all states of each connection, one after the other. Derived from the
 * raw values by the rules of {@link ExpectedTransitions}, which shares no code with the detector.
 */
final class CloudWindow {
    /**
     * A connection at a moment.
     *
     * @param facets the state of each, by entity and facet
     */
    record Reading(boolean isThere, Map<String, String> facets) {
        static final Reading ABSENT = new Reading(false, Map.of());

        /** The state of the connection. */
        String headline(String connection) {
            return facets.getOrDefault(connection + " SERVICE", "UNKNOWN");
        }
    }

    private final Map<String, List<Reading>> readings = new HashMap<>();
    private final Map<String, String> mentioned = new HashMap<>();

    /** @param truth the answer of the simulator's endpoint {@code /simulator/truth} */
    static CloudWindow of(JsonNode truth) {
        var window = new CloudWindow();
        window.read(truth);
        return window;
    }

    /** All states of the connection, oldest first; empty if the truth does not contain it. */
    List<Reading> of(String connection) {
        return readings.getOrDefault(connection, List.of());
    }

    /**
     * The connections with events, each with its account and region. The truth does not contain the others: they are up all the
     * time.
     */
    Map<String, String> mentioned() {
        return mentioned;
    }

    private void read(JsonNode truth) {
        var raw = new TreeMap<String, TreeMap<String, String>>();
        truth.path("values")
                .forEach(it -> put(
                        raw,
                        it,
                        it.path("value").isNull() ? null : it.path("value").asText()));
        raw.forEach((connection, values) -> add(connection, values));
        var changes = new ArrayList<JsonNode>();
        truth.path("changes").forEach(changes::add);
        for (int i = 0; i < changes.size(); i++) {
            JsonNode it = changes.get(i);
            String connection =
                    put(raw, it, it.path("to").isNull() ? null : it.path("to").asText());
            boolean moreAtOnce = i + 1 < changes.size()
                    && changes.get(i + 1).path("at").equals(it.path("at"))
                    && changes.get(i + 1).path("connectionId").equals(it.path("connectionId"));
            if (!moreAtOnce) {
                readings.computeIfAbsent(connection, id -> new ArrayList<>(List.of(Reading.ABSENT)));
                add(connection, raw.getOrDefault(connection, new TreeMap<>()));
            }
        }
    }

    private String put(TreeMap<String, TreeMap<String, String>> raw, JsonNode point, @Nullable String value) {
        String connection = point.path("connectionId").asText();
        mentioned.put(
                connection,
                point.path("account").asText() + "/" + point.path("region").asText());
        String entity =
                point.path("tunnelId").isTextual() ? point.path("tunnelId").asText() : connection;
        var values = raw.computeIfAbsent(connection, it -> new TreeMap<>());
        String key = entity + " " + point.path("facet").asText();
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
        return connection;
    }

    private void add(String connection, TreeMap<String, String> raw) {
        readings.computeIfAbsent(connection, it -> new ArrayList<>()).add(reading(connection, raw));
    }

    private static Reading reading(String connection, TreeMap<String, String> raw) {
        if (raw.isEmpty()) {
            return Reading.ABSENT;
        }
        var facets = new TreeMap<String, String>();
        int tunnels = 0;
        int up = 0;
        int down = 0;
        for (Map.Entry<String, String> it : raw.entrySet()) {
            String entity = it.getKey().substring(0, it.getKey().indexOf(' '));
            switch (it.getKey().substring(entity.length() + 1)) {
                case "STATUS" -> {
                    String state = state(ExpectedTransitions.ipsec(it.getValue()));
                    facets.put(entity + " IPSEC", state);
                    tunnels += entity.equals(connection) ? 0 : 1;
                    up += state.equals("UP") ? 1 : 0;
                    down += state.equals("DOWN") ? 1 : 0;
                }
                case "BGP" -> facets.put(entity + " BGP", state(ExpectedTransitions.bgp(it.getValue())));
                case "HEALTH" -> facets.put(entity + " HEALTH_CHECK", state(ExpectedTransitions.health(it.getValue())));
                default -> {
                    // The board has no states for lifecycle and configuration.
                }
            }
        }
        if (tunnels > 0) {
            facets.put(connection + " REDUNDANCY", state(ExpectedTransitions.redundancy(up, down, tunnels)));
        }
        facets.put(connection + " SERVICE", state(service(connection, facets)));
        return new Reading(true, facets);
    }

    /** All health checks of the simulated cloud revoke the route. */
    private static String service(String connection, TreeMap<String, String> facets) {
        String redundancy = facets.get(connection + " REDUNDANCY");
        if (redundancy == null) {
            return ExpectedService.ofOne(
                    of(facets, connection, "IPSEC"),
                    of(facets, connection, "BGP"),
                    of(facets, connection, "HEALTH_CHECK"),
                    true);
        }
        return ExpectedService.ofMany(
                redundancy + "/",
                facets.keySet().stream()
                        .filter(it -> it.endsWith(" IPSEC"))
                        .map(it -> it.substring(0, it.indexOf(' ')))
                        .map(it -> new ExpectedService.Tunnel(of(facets, it, "IPSEC"), of(facets, it, "BGP")))
                        .toList());
    }

    /** A health check or BGP that the cloud does not report is not configured. */
    private static String of(TreeMap<String, String> facets, String entity, String facet) {
        return facets.getOrDefault(entity + " " + facet, "NOT_CONFIGURED") + "/";
    }

    private static String state(String stateAndReason) {
        return stateAndReason.substring(0, stateAndReason.indexOf('/'));
    }

    /** Text for the message of a failure. */
    static String text(Instant from, Instant until, List<Reading> readings) {
        return "from " + from + " to " + until + " it was " + readings;
    }
}
