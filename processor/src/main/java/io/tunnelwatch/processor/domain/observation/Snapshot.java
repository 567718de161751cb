package io.tunnelwatch.processor.domain.observation;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a scan or a recheck saw it.
 *
 * @param status negotiation status of a single-tunnel connection; with two tunnels it is empty and means nothing
 * @param tunnels tunnels of a dual-tunnel connection; empty for a single-tunnel one
 * @param configuration everything that is configured rather than measured
 */
public record Snapshot(
        String connectionId,
        long contentHash,
        @Nullable Instant createdAt,
        String status,
        HealthCheck healthCheck,
        Bgp bgp,
        List<Tunnel> tunnels,
        boolean negotiatesOnTraffic,
        Context context,
        Configuration configuration)
        implements ObservedConnection {
    private static final Set<String> DROP_EXPECTED = Set.of(
            "init",
            "provisioning",
            "attaching",
            "detaching",
            "updating",
            "upgrading",
            "deleting",
            "deleted",
            "financiallocked");

    /**
     * The health check through the tunnel; its status is stale while it is disabled.
     *
     * @param revokesRoute whether the cloud withdraws the route while the check fails
     */
    public record HealthCheck(boolean enabled, String status, boolean revokesRoute) {
        /** Returns whether a policy is the one that withdraws the route; without a word of the cloud none does. */
        public static boolean revokesRoute(String policy) {
            return policy.equalsIgnoreCase("revoke_route");
        }
    }

    /** The routing session through the tunnel. */
    public record Bgp(boolean configured, String status) {}

    /** One tunnel of a dual-tunnel connection. */
    public record Tunnel(String tunnelId, String role, String status, Bgp bgp) {
        public boolean isSlave() {
            return role.equalsIgnoreCase("slave");
        }
    }

    public Snapshot {
        tunnels = List.copyOf(tunnels);
    }

    @Override
    public void accept(Observation.Visitor visitor) {
        visitor.seen(this);
    }

    public boolean isDual() {
        return !tunnels.isEmpty();
    }

    /** Returns whether a drop is expected: somebody is working on the connection, or it was not paid for. */
    public boolean isDropExpected() {
        return DROP_EXPECTED.contains(context.lifecycle().toLowerCase(Locale.ROOT));
    }

    /** The VPN gateway and the customer gateways; not the transit router, which all connections of a region may share. */
    public SortedSet<String> gateways() {
        var gateways = new TreeSet<>(context.customerGatewayIds());
        gateways.add(context.vpnGatewayId());
        gateways.remove("");
        return gateways;
    }

    /** Returns whether the cloud has deleted the earlier connection and given its id to this new one. */
    public boolean isSuccessorOf(Snapshot earlier) {
        return isSuccessorOfOneCreatedAt(earlier.createdAt);
    }
}
