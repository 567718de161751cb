package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Detects connections and tunnels that were up and dropped: noticed at one scan or recheck, confirmed at the next. */
final class Drops {
    private static final String ESTABLISHED = "ipsec_sa_established";

    private Map<String, Negotiation> negotiations = new HashMap<>();

    private enum Negotiation {
        UP,
        JUST_DROPPED,
        DOWN
    }

    /** The connections and tunnels whose drop was confirmed just now. */
    record Confirmed(List<String> connectionIds, List<String> tunnelIds) {
        boolean isEmpty() {
            return connectionIds.isEmpty() && tunnelIds.isEmpty();
        }
    }

    /** @param connections all connections of the target */
    Confirmed scanned(Collection<ConnectionSnapshot> connections) {
        var before = negotiations;
        negotiations = new HashMap<>();
        return compare(connections, before);
    }

    /** @param connections some connections of the target */
    Confirmed rechecked(Collection<ConnectionSnapshot> connections) {
        return compare(connections, Map.copyOf(negotiations));
    }

    private Confirmed compare(Collection<ConnectionSnapshot> connections, Map<String, Negotiation> before) {
        var confirmed = new Confirmed(new ArrayList<>(), new ArrayList<>());
        for (ConnectionSnapshot connection : connections) {
            if (connection.getTunnels().isEmpty()) {
                compare(connection.getConnectionId(), connection.getStatus(), before, confirmed.connectionIds());
            }
            for (TunnelSnapshot tunnel : connection.getTunnels()) {
                compare(tunnel.getTunnelId(), tunnel.getStatus(), before, confirmed.tunnelIds());
            }
        }
        return confirmed;
    }

    private void compare(String id, String status, Map<String, Negotiation> before, List<String> confirmed) {
        Negotiation was = before.getOrDefault(id, Negotiation.DOWN);
        Negotiation is = negotiation(status, was);
        negotiations.put(id, is);
        if (was == Negotiation.JUST_DROPPED && is == Negotiation.DOWN) {
            confirmed.add(id);
        }
    }

    /** The next state: only something seen up can drop, and an empty status changes nothing. */
    private static Negotiation negotiation(String status, Negotiation was) {
        if (status.isEmpty()) {
            return was;
        }
        if (status.equalsIgnoreCase(ESTABLISHED)) {
            return Negotiation.UP;
        }
        return was == Negotiation.UP ? Negotiation.JUST_DROPPED : Negotiation.DOWN;
    }
}
