package io.tunnelwatch.app.endtoend;

import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes the transitions of one target's connections a second time, naively: all values of all facets in one map, compared
 * one by one. It shares no code with the detector and reads the committed observations only.
 */
final class ExpectedTransitions {
    private static final String NOT_SEEN = "UNKNOWN/NOT_SEEN";
    private static final int GAP_IN_INTERVALS = 3;

    /** A change of an entity's facet from one state/reason to another; null means that it does not exist. */
    record Change(String entity, String facet, @Nullable String from, @Nullable String to, Instant detectedAt) {}

    private final TreeMap<String, TreeMap<String, String>> facetsOf =
            new TreeMap<>(); // connection → entity facet → value
    private final TreeMap<String, TreeMap<String, String>> beforeGap = new TreeMap<>();
    private final Set<String> outOfSight = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();
    private @Nullable Order last;
    private Instant now = Instant.MIN;
    private @Nullable Instant lastComplete;
    private long intervalMillis;

    /** The records of one target, in the order of their offsets. */
    static List<Change> on(List<Observation> ofOneTarget) {
        var expected = new ExpectedTransitions();
        ofOneTarget.forEach(expected::read);
        return expected.changes;
    }

    private void read(Observation observation) {
        if (last != null && observation.getOrder().compareTo(last) <= 0) {
            return; // from a zombie, or from a watchdog that was too late
        }
        last = observation.getOrder();
        now = observation.getObservedAt().isAfter(now) ? observation.getObservedAt() : now;
        declareGap();
        Object body = observation.getBody();
        if (body instanceof ConnectionSnapshot snapshot) {
            outOfSight.remove(snapshot.getConnectionId());
            become(snapshot.getConnectionId(), facets(snapshot));
        } else if (body instanceof ConnectionGone gone) {
            become(gone.getConnectionId(), new TreeMap<>());
            facetsOf.remove(gone.getConnectionId());
            outOfSight.remove(gone.getConnectionId());
        } else if (body instanceof ScanCompleted) {
            // A facet that is not mentioned is as it was before it was lost from sight.
            List.copyOf(outOfSight).stream()
                    .sorted()
                    .forEach(it -> become(it, beforeGap.getOrDefault(it, new TreeMap<>())));
            outOfSight.clear();
            lastComplete = now;
            intervalMillis = observation.getPollIntervalMillis();
        }
    }

    private void declareGap() {
        if (lastComplete == null
                || now.toEpochMilli() - lastComplete.toEpochMilli() <= GAP_IN_INTERVALS * intervalMillis) {
            return;
        }
        facetsOf.forEach((connection, facets) -> {
            beforeGap.put(connection, new TreeMap<>(facets));
            outOfSight.add(connection);
        });
        for (String connection : List.copyOf(facetsOf.keySet())) {
            var unseen = new TreeMap<>(facetsOf.get(connection));
            unseen.replaceAll((facet, value) -> value.startsWith("NOT_CONFIGURED") ? value : NOT_SEEN);
            become(connection, unseen);
        }
        lastComplete = null;
    }

    private void become(String connection, TreeMap<String, String> after) {
        var before = facetsOf.getOrDefault(connection, new TreeMap<>());
        var touched = new TreeMap<>(before);
        touched.putAll(after);
        for (String key : touched.keySet()) {
            if (!java.util.Objects.equals(before.get(key), after.get(key))) {
                String[] entityAndFacet = key.split(" ");
                changes.add(new Change(entityAndFacet[0], entityAndFacet[1], before.get(key), after.get(key), now));
            }
        }
        facetsOf.put(connection, after);
    }

    private static TreeMap<String, String> facets(ConnectionSnapshot it) {
        var facets = new TreeMap<String, String>();
        if (it.getTunnels().isEmpty()) {
            facets.put(it.getConnectionId() + " IPSEC", ipsec(it.getStatus()));
            facets.put(it.getConnectionId() + " BGP", bgp(it.getBgp()));
            facets.put(it.getConnectionId() + " HEALTH_CHECK", health(it.getHealthCheck()));
            boolean revokes = it.getHealthCheck() != null
                    && it.getHealthCheck().getPolicy().equals("revoke_route");
            facets.put(
                    it.getConnectionId() + " SERVICE",
                    ExpectedService.ofOne(
                            ipsec(it.getStatus()), bgp(it.getBgp()), health(it.getHealthCheck()), revokes));
            return facets;
        }
        int up = 0;
        int down = 0;
        for (var tunnel : it.getTunnels()) {
            String ipsec = ipsec(tunnel.getStatus());
            up += ipsec.startsWith("UP/") ? 1 : 0;
            down += ipsec.startsWith("DOWN/") ? 1 : 0;
            facets.put(tunnel.getTunnelId() + " IPSEC", ipsec);
            facets.put(tunnel.getTunnelId() + " BGP", bgp(tunnel.getBgp()));
        }
        facets.put(
                it.getConnectionId() + " REDUNDANCY",
                redundancy(up, down, it.getTunnels().size()));
        facets.put(
                it.getConnectionId() + " SERVICE",
                ExpectedService.ofMany(
                        redundancy(up, down, it.getTunnels().size()),
                        it.getTunnels().stream()
                                .map(tunnel ->
                                        new ExpectedService.Tunnel(ipsec(tunnel.getStatus()), bgp(tunnel.getBgp())))
                                .toList()));
        return facets;
    }

    static String redundancy(int up, int down, int tunnels) {
        if (up == tunnels) {
            return "UP/ALL_TUNNELS_UP";
        }
        if (down == tunnels) {
            return "DOWN/ALL_TUNNELS_DOWN";
        }
        return up > 0 && down > 0 ? "DEGRADED/SOME_TUNNELS_DOWN" : "UNKNOWN/TUNNELS_NOT_SEEN";
    }

    static String ipsec(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "ipsec_sa_established" -> "UP/IPSEC_ESTABLISHED";
            case "ike_sa_not_established" -> "DOWN/PHASE1_NOT_ESTABLISHED";
            case "ike_sa_established" -> "DOWN/PHASE2_PENDING";
            case "ipsec_sa_not_established" -> "DOWN/PHASE2_NOT_ESTABLISHED";
            case "" -> "UNKNOWN/STATUS_MISSING";
            default -> "UNKNOWN/STATUS_NOT_RECOGNISED";
        };
    }

    private static String bgp(@Nullable Bgp bgp) {
        return bgp == null || Boolean.FALSE.equals(bgp.getEnabled())
                ? "NOT_CONFIGURED/SWITCHED_OFF"
                : bgp(bgp.getStatus());
    }

    static String bgp(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "success" -> "UP/BGP_ESTABLISHED";
            case "" -> "UNKNOWN/STATUS_MISSING";
            default -> "DOWN/BGP_NOT_ESTABLISHED";
        };
    }

    private static String health(@Nullable HealthCheck check) {
        return check == null || !Boolean.TRUE.equals(check.getEnabled())
                ? "NOT_CONFIGURED/SWITCHED_OFF"
                : health(check.getStatus());
    }

    static String health(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "success" -> "UP/HEALTH_CHECK_PASSED";
            case "failed" -> "DOWN/HEALTH_CHECK_FAILED";
            case "" -> "UNKNOWN/STATUS_MISSING";
            default -> "UNKNOWN/STATUS_NOT_RECOGNISED";
        };
    }
}
