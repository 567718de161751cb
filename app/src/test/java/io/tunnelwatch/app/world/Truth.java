package io.tunnelwatch.app.world;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ContentHash;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The true course of a target's connections, and the answers of its cloud. */
final class Truth implements VpnApi {
    private static final List<FailureClass> FAILURES = List.of(
            FailureClass.THROTTLED,
            FailureClass.NETWORK,
            FailureClass.SERVER,
            FailureClass.CREDENTIALS,
            FailureClass.DENIED,
            FailureClass.MALFORMED);
    private static final String UP = "ipsec_sa_established";
    private static final String[] DOWN = {"ike_sa_not_established", "ipsec_sa_not_established", "ike_sa_established"};

    private record Change(Duration at, String id, Optional<ConnectionSnapshot> becomes) {}

    private final SplittableRandom random;
    private final List<Change> changes = new ArrayList<>();
    private final TreeMap<String, ConnectionSnapshot> connections = new TreeMap<>();
    private final Map<String, Duration> downSince = new TreeMap<>();
    private int happened;
    private Duration failsUntil = Duration.ZERO;
    private Duration hidesUntil = Duration.ZERO;
    private Duration now = Duration.ZERO;

    Truth(long seed, Duration until) {
        random = new SplittableRandom(seed);
        int count = 2 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            changes.add(new Change(Duration.ZERO, id(i), Optional.of(snapshot(i, random.nextInt(8) == 0, ""))));
        }
        long at = 0;
        int apart = 20 + random.nextInt(200);
        while ((at += 1 + random.nextLong(2L * apart)) < until.toSeconds()) {
            happens(Duration.ofSeconds(at), random.nextInt(count), count);
        }
        advance(Duration.ZERO);
    }

    /** An event: a connection goes down or up, several go down together, or one is renamed, deleted or created again. */
    private void happens(Duration at, int one, int count) {
        switch (random.nextInt(12)) {
            case 0 -> changes.add(new Change(at, id(one), Optional.empty()));
            case 1 ->
                changes.add(new Change(at, id(one), Optional.of(snapshot(one, false, "renamed-" + at.toSeconds()))));
            case 2 -> {
                boolean down = random.nextBoolean();
                for (int i = 0; i < count; i++) {
                    changes.add(new Change(at, id(i), Optional.of(snapshot(i, down, ""))));
                }
            }
            default -> changes.add(new Change(at, id(one), Optional.of(snapshot(one, random.nextBoolean(), ""))));
        }
    }

    private static String id(int number) {
        return "vco-" + number;
    }

    private ConnectionSnapshot snapshot(int number, boolean down, String name) {
        var builder = ConnectionSnapshot.newBuilder()
                .setConnectionId(id(number))
                .setContentHash(0)
                .setName(name.isEmpty() ? "branch-" + number : name)
                .setVpnGatewayId("vpn-" + number / 3);
        if (number % 3 == 2) {
            boolean degraded = random.nextInt(3) == 0;
            builder.setTunnels(List.of(tunnel(number, "a", down), tunnel(number, "b", down || degraded)));
        } else {
            builder.setStatus(status(down));
        }
        var snapshot = builder.build();
        snapshot.setContentHash(ContentHash.of(snapshot));
        return snapshot;
    }

    private TunnelSnapshot tunnel(int number, String which, boolean down) {
        return TunnelSnapshot.newBuilder()
                .setTunnelId("tun-" + number + which)
                .setRole(which.equals("a") ? "master" : "slave")
                .setStatus(status(down))
                .setBgp(Bgp.newBuilder()
                        .setEnabled(true)
                        .setStatus(down ? "false" : "success")
                        .build())
                .build();
    }

    private String status(boolean down) {
        return down ? DOWN[random.nextInt(DOWN.length)] : UP;
    }

    void advance(Duration to) {
        now = to;
        while (happened < changes.size() && changes.get(happened).at().compareTo(to) <= 0) {
            Change it = changes.get(happened++);
            it.becomes()
                    .ifPresentOrElse(becomes -> connections.put(it.id(), becomes), () -> connections.remove(it.id()));
            boolean down =
                    state(it.id()).filter(state -> state == FacetState.DOWN).isPresent();
            if (down) {
                downSince.putIfAbsent(it.id(), it.at());
            } else {
                downSince.remove(it.id());
            }
        }
    }

    /** The state that the page must show in the end; empty if the connection does not exist. */
    Optional<FacetState> state(String id) {
        ConnectionSnapshot it = connections.get(id);
        if (it == null) {
            return Optional.empty();
        }
        long all = Math.max(1, it.getTunnels().size());
        long up = it.getTunnels().isEmpty()
                ? (it.getStatus().equals(UP) ? 1 : 0)
                : it.getTunnels().stream()
                        .filter(tunnel -> tunnel.getStatus().equals(UP))
                        .count();
        return Optional.of(up == all ? FacetState.UP : up == 0 ? FacetState.DOWN : FacetState.DEGRADED);
    }

    Map<String, FacetState> states() {
        var states = new TreeMap<String, FacetState>();
        connections.keySet().forEach(it -> state(it).ifPresent(state -> states.put(it, state)));
        return states;
    }

    /** Connections that are down without a break, and since when. */
    Map<String, Duration> downSince() {
        return downSince;
    }

    void fails(Duration until) {
        failsUntil = until;
    }

    void hides(Duration until) {
        hidesUntil = until;
    }

    void heals() {
        failsUntil = Duration.ZERO;
        hidesUntil = Duration.ZERO;
    }

    @Override
    public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
        if (now.compareTo(failsUntil) < 0) {
            return Failed.without(FAILURES.get((int) (failsUntil.toSeconds() % FAILURES.size())), "as it happens");
        }
        var listed = new ArrayList<>(connections.values());
        if (now.compareTo(hidesUntil) < 0 && !listed.isEmpty()) {
            listed.remove(0);
        }
        return new Answered<>(new ListingPage(OptionalInt.of(page), listed.size(), listed), "request");
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId) {
        if (now.compareTo(failsUntil) < 0) {
            return Failed.without(FailureClass.SERVER, "as it happens");
        }
        ConnectionSnapshot found = connections.get(connectionId);
        return found != null
                ? new Answered<>(found, "request")
                : new Failed<>(
                        FailureClass.UNKNOWN,
                        404,
                        "InvalidVpnConnectionInstanceId.NotFound",
                        "no such connection",
                        "request",
                        Optional.empty());
    }

    @Override
    public Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId) {
        return Failed.without(FailureClass.DENIED, "not asked for here");
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds) {
        return Failed.without(FailureClass.DENIED, "not asked for here");
    }
}
