package io.tunnelwatch.processor.domain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Snapshots for tests. Two that say the same have the same hash. */
record Seen(
        String id,
        String status,
        String bgp,
        String health,
        List<Snapshot.Tunnel> tunnels,
        boolean onTraffic,
        String cipher,
        @Nullable Instant created) {
    static final String UP = "ipsec_sa_established";
    static final String PHASE1 = "ike_sa_not_established";
    static final String PHASE2 = "ipsec_sa_not_established";

    static Snapshot single(String id, String status) {
        return new Seen(id, status, "", "", List.of(), false, "aes256", null).snapshot();
    }

    static Snapshot single(String id, String status, String bgp, String health) {
        return new Seen(id, status, bgp, health, List.of(), false, "aes256", null).snapshot();
    }

    static Snapshot dual(String id, String first, String second) {
        return new Seen(
                        id,
                        "",
                        "",
                        "",
                        List.of(tunnel(id + "-a", first), tunnel(id + "-b", second)),
                        false,
                        "aes256",
                        null)
                .snapshot();
    }

    static Seen basic(String id) {
        return new Seen(id, UP, "", "", List.of(), false, "aes256", null);
    }

    Seen status(String to) {
        return new Seen(id, to, bgp, health, tunnels, onTraffic, cipher, created);
    }

    Seen cipher(String to) {
        return new Seen(id, status, bgp, health, tunnels, onTraffic, to, created);
    }

    Seen created(Instant at) {
        return new Seen(id, status, bgp, health, tunnels, onTraffic, cipher, at);
    }

    Seen negotiatingOnTraffic() {
        return new Seen(id, status, bgp, health, tunnels, true, cipher, created);
    }

    static Snapshot.Tunnel tunnel(String id, String status) {
        return new Snapshot.Tunnel(id, "master", status, new Snapshot.Bgp(false, ""));
    }

    Snapshot snapshot() {
        var configuration = new TreeMap<String, String>();
        configuration.put("ike.encryption", cipher);
        return new Snapshot(
                id,
                Objects.hash(id, status, bgp, health, tunnels, onTraffic, cipher, created),
                created,
                status,
                new Snapshot.HealthCheck(!health.isEmpty(), health),
                new Snapshot.Bgp(!bgp.isEmpty(), bgp),
                tunnels,
                onTraffic,
                new Context(
                        "name-of-" + id,
                        "VPNGW",
                        "vpn-1",
                        List.of("cgw-1"),
                        "",
                        "active",
                        List.of(),
                        List.of(),
                        List.of()),
                configuration);
    }
}
