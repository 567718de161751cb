package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.mapper.ContentHash;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a listing showed it, with the statuses of a later look at it by itself. The two answers do not have the
 * same fields, so that taking the whole of either in turn would look like a configuration that changes with every look.
 */
final class Statuses {
    private Statuses() {}

    /** What the lookup leaves empty it does not say. */
    static ConnectionSnapshot updated(ConnectionSnapshot listed, ConnectionSnapshot lookup) {
        var updated = ConnectionSnapshot.newBuilder(listed).build();
        updated.setStatus(said(lookup.getStatus(), listed.getStatus()));
        updated.setLifecycle(said(lookup.getLifecycle(), listed.getLifecycle()));
        update(updated.getHealthCheck(), lookup.getHealthCheck());
        update(updated.getBgp(), lookup.getBgp());
        var tunnels = lookup.getTunnels().stream()
                .collect(Collectors.toMap(TunnelSnapshot::getTunnelId, Function.identity(), (one, other) -> one));
        updated.getTunnels().forEach(it -> update(it, tunnels.get(it.getTunnelId())));
        updated.setContentHash(ContentHash.of(updated));
        return updated;
    }

    private static void update(TunnelSnapshot tunnel, @Nullable TunnelSnapshot lookup) {
        if (lookup != null) {
            tunnel.setStatus(said(lookup.getStatus(), tunnel.getStatus()));
            tunnel.setLifecycle(said(lookup.getLifecycle(), tunnel.getLifecycle()));
            update(tunnel.getBgp(), lookup.getBgp());
        }
    }

    private static void update(@Nullable HealthCheck check, @Nullable HealthCheck lookup) {
        if (check != null && lookup != null) {
            check.setStatus(said(lookup.getStatus(), check.getStatus()));
        }
    }

    private static void update(@Nullable Bgp bgp, @Nullable Bgp lookup) {
        if (bgp != null && lookup != null) {
            bgp.setStatus(said(lookup.getStatus(), bgp.getStatus()));
        }
    }

    private static String said(String now, String before) {
        return now.isEmpty() ? before : now;
    }
}
