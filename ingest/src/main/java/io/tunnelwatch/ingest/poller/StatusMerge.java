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
 * Combines a listed connection with the statuses of a later lookup. The two answers have different fields, so using each as a
 * whole in turn would look like a configuration change at every scan.
 */
final class StatusMerge {
    private StatusMerge() {}

    /** The listed connection with the lookup's statuses; an empty status changes nothing. */
    static ConnectionSnapshot merged(ConnectionSnapshot listed, ConnectionSnapshot lookup) {
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
