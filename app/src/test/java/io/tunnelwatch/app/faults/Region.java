package io.tunnelwatch.app.faults;

import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * One target of a made-up cloud, observed as a poller does: it sends what changed, and everything after a scan whose commit is
 * uncertain. In almost every scan the status of one connection changes, which must be published.
 */
final class Region {
    static final String ACCOUNT = "acct";

    /** Long enough that a scan held up by a dead broker is not a gap each time; now and then it is one, too. */
    static final Duration POLL = Duration.ofSeconds(4);

    private static final String[] LADDER = {
        "ipsec_sa_established", "ipsec_sa_established", "ike_sa_not_established", "ipsec_sa_not_established"
    };
    private static final int LINES = 4;

    /** A change that a committed scan must have published: this connection took this status. */
    record Change(String entity, String status, Order order) {}

    /** The observations of a scan, and the changes in them. */
    record Look(List<Observation> observations, List<Change> changes) {}

    private final String name;
    private final Random random;
    private final TreeMap<String, ConnectionSnapshot> world = new TreeMap<>();
    private final TreeMap<String, ConnectionSnapshot> told = new TreeMap<>();
    private Instant now = Instant.EPOCH;
    private long epoch = 1;
    private long scan;
    private boolean sure;

    Region(String name, Random random) {
        this.name = name;
        this.random = random;
        for (int line = 0; line < LINES; line++) {
            world.put(id(line), line % 2 == 0 ? single(id(line), LADDER[0]) : dual(id(line), LADDER[0], LADDER[0]));
        }
    }

    String key() {
        return ACCOUNT + "/" + name;
    }

    Look look(Instant at) {
        now = at.isAfter(now) ? at : now;
        scan++;
        boolean keyScan = !sure || random.nextInt(50) == 0;
        var bodies = new ArrayList<>();
        var changes = new ArrayList<Change>();
        live(bodies, changes);
        for (ConnectionSnapshot it : world.values()) {
            boolean news = !it.equals(told.put(it.getConnectionId(), it));
            if (news || keyScan) {
                bodies.add(it);
            }
        }
        bodies.add(new ScanCompleted(keyScan, world.size(), digest(), 1, now, 0));
        // Changes of a scan that may be lost or sent twice are not claimed.
        var claimed = sure ? List.copyOf(changes) : List.<Change>of();
        sure = true;
        return new Look(observations(bodies), claimed);
    }

    /** The last scan's commit is uncertain: the next scan has a new epoch and sends everything. */
    void unsure() {
        sure = false;
        epoch++;
        scan = 0;
    }

    private void live(List<Object> bodies, List<Change> changes) {
        String id = id(random.nextInt(LINES));
        ConnectionSnapshot it = world.get(id);
        if (it == null) {
            world.put(id, single(id, LADDER[0]));
        } else if (random.nextInt(60) == 0) {
            world.remove(id);
            told.remove(id);
            bodies.add(new ConnectionGone(id, "InvalidVpnConnectionInstanceId.NotFound", ""));
        } else {
            world.put(id, changed(it, changes));
        }
    }

    private ConnectionSnapshot changed(ConnectionSnapshot it, List<Change> changes) {
        String status = LADDER[random.nextInt(LADDER.length)];
        if (it.getTunnels().isEmpty()) {
            claim(it.getConnectionId(), it.getStatus(), status, changes);
            return single(it.getConnectionId(), status);
        }
        TunnelSnapshot other = it.getTunnels().get(1);
        claim(it.getTunnels().get(0).getTunnelId(), it.getTunnels().get(0).getStatus(), status, changes);
        return dual(it.getConnectionId(), status, other.getStatus());
    }

    private void claim(String entity, String before, String after, List<Change> changes) {
        if (!before.equals(after)) {
            changes.add(new Change(entity, after, new Order(epoch, scan, 0)));
        }
    }

    private List<Observation> observations(List<Object> bodies) {
        var observations = new ArrayList<Observation>();
        for (Object body : bodies) {
            var order = new Order(epoch, scan, observations.size());
            observations.add(new Observation(ACCOUNT, name, order, now, now.plus(POLL), POLL.toMillis(), body));
        }
        return observations;
    }

    private long digest() {
        return world.values().stream()
                .mapToLong(ConnectionSnapshot::getContentHash)
                .sum();
    }

    private String id(int line) {
        return "vco-" + name + "x" + line;
    }

    private static ConnectionSnapshot single(String id, String status) {
        return snapshot(id, Objects.hash(id, status))
                .setStatus(status)
                .setBgp(Bgp.newBuilder().setEnabled(true).setStatus("success").build())
                .build();
    }

    private static ConnectionSnapshot dual(String id, String first, String second) {
        return snapshot(id, Objects.hash(id, first, second))
                .setTunnels(List.of(tunnel(id, "a", "master", first), tunnel(id, "b", "slave", second)))
                .build();
    }

    private static ConnectionSnapshot.Builder snapshot(String id, long hash) {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId(id)
                .setContentHash(hash)
                .setName("name-of-" + id)
                .setVpnGatewayId("vpn-" + id.substring(4, id.lastIndexOf('x')));
    }

    private static TunnelSnapshot tunnel(String connection, String which, String role, String status) {
        return TunnelSnapshot.newBuilder()
                .setTunnelId(connection.replace("vco-", "tun-") + which)
                .setRole(role)
                .setStatus(status)
                .build();
    }
}
