package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Configuration;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Builds snapshots for tests. Equal snapshots have equal hashes. By default each connection has a gateway of its own. */
record SeenConnection(
        String id,
        String status,
        String bgp,
        String health,
        List<Snapshot.Tunnel> tunnels,
        boolean onTraffic,
        String cipher,
        @Nullable Instant created,
        SortedSet<String> gateways,
        String lifecycle) {
    static final String UP = "ipsec_sa_established";
    static final String PHASE1 = "ike_sa_not_established";
    static final String PHASE2 = "ipsec_sa_not_established";

    static SeenConnection basic(String id) {
        return new SeenConnection(
                id, UP, "", "", List.of(), false, "aes256", null, new TreeSet<>(List.of("vpn-of-" + id)), "active");
    }

    static Snapshot single(String id, String status) {
        return basic(id).status(status).snapshot();
    }

    static Snapshot single(String id, String status, String bgp, String health) {
        return basic(id).status(status).bgp(bgp).health(health).snapshot();
    }

    static Snapshot dual(String id, String first, String second) {
        return basic(id)
                .tunnels(tunnel(id + "-a", "master", first, ""), tunnel(id + "-b", "slave", second, ""))
                .snapshot();
    }

    static Snapshot.Tunnel tunnel(String id, String role, String status, String bgp) {
        return new Snapshot.Tunnel(id, role, status, new Snapshot.Bgp(!bgp.isEmpty(), bgp));
    }

    SeenConnection status(String to) {
        return new SeenConnection(id, to, bgp, health, tunnels, onTraffic, cipher, created, gateways, lifecycle);
    }

    SeenConnection bgp(String to) {
        return new SeenConnection(id, status, to, health, tunnels, onTraffic, cipher, created, gateways, lifecycle);
    }

    SeenConnection health(String to) {
        return new SeenConnection(id, status, bgp, to, tunnels, onTraffic, cipher, created, gateways, lifecycle);
    }

    /** A dual-tunnel connection has no status of its own. */
    SeenConnection tunnels(Snapshot.Tunnel... to) {
        return new SeenConnection(id, "", bgp, health, List.of(to), onTraffic, cipher, created, gateways, lifecycle);
    }

    SeenConnection negotiatingOnTraffic() {
        return new SeenConnection(id, status, bgp, health, tunnels, true, cipher, created, gateways, lifecycle);
    }

    SeenConnection cipher(String to) {
        return new SeenConnection(id, status, bgp, health, tunnels, onTraffic, to, created, gateways, lifecycle);
    }

    SeenConnection created(Instant at) {
        return new SeenConnection(id, status, bgp, health, tunnels, onTraffic, cipher, at, gateways, lifecycle);
    }

    SeenConnection on(String... to) {
        return new SeenConnection(
                id, status, bgp, health, tunnels, onTraffic, cipher, created, new TreeSet<>(List.of(to)), lifecycle);
    }

    SeenConnection lifecycle(String to) {
        return new SeenConnection(id, status, bgp, health, tunnels, onTraffic, cipher, created, gateways, to);
    }

    Snapshot snapshot() {
        var configuration = new TreeMap<String, String>();
        configuration.put("ike.encryption", cipher);
        if (!health.isEmpty()) {
            configuration.put("healthCheck.policy", revokesRoute() ? "revoke_route" : "reserve_route");
        }
        return new Snapshot(
                id,
                hashCode(),
                created,
                status,
                new Snapshot.HealthCheck(!health.isEmpty(), health, !health.isEmpty() && revokesRoute()),
                new Snapshot.Bgp(!bgp.isEmpty(), bgp),
                tunnels,
                onTraffic,
                context(),
                Configuration.of(configuration));
    }

    /** Two configurations differ in both: their cipher, and what the cloud does while the health check fails. */
    private boolean revokesRoute() {
        return cipher.equals("aes256");
    }

    private Context context() {
        return new Context(
                "name-of-" + id,
                "VPNGW",
                gateways.stream()
                        .filter(it -> it.startsWith("vpn-"))
                        .findFirst()
                        .orElse(""),
                gateways.stream().filter(it -> it.startsWith("cgw-")).toList(),
                "",
                lifecycle,
                List.of(),
                List.of(),
                List.of());
    }
}
