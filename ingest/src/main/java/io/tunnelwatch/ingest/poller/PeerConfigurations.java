package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.mapper.ContentHash;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.PeerConfiguration;
import io.tunnelwatch.v1.PeerTunnel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The known configurations of the other ends of a target's connections. A fetched one becomes part of the connection's
 * snapshot.
 */
final class PeerConfigurations {
    private final Map<String, PeerConfiguration> known = new HashMap<>();
    private String lastAsked = "";

    /** Adds configurations from the log, unless a newer one is known. */
    void restore(Map<String, PeerConfiguration> logged) {
        logged.forEach(known::putIfAbsent);
    }

    /** Adds the known configurations to a listing. */
    void complete(Map<String, ConnectionSnapshot> listed) {
        known.keySet().retainAll(listed.keySet());
        known.forEach((id, peer) -> {
            ConnectionSnapshot snapshot = listed.get(id);
            if (snapshot != null) {
                complete(snapshot, peer);
            }
        });
    }

    /**
     * Selects some connections whose peer configuration was never fetched, or was fetched for another configuration than the
     * current one. Goes round, so that failing ones do not block the others.
     */
    List<ConnectionSnapshot> nextToFetch(SortedMap<String, ConnectionSnapshot> listed, int most) {
        var round = Stream.concat(
                listed.tailMap(lastAsked + '\0').values().stream(), listed.headMap(lastAsked + '\0').values().stream());
        var turn = round.filter(this::isWanting).limit(most).toList();
        if (!turn.isEmpty()) {
            lastAsked = turn.get(turn.size() - 1).getConnectionId();
        }
        return turn;
    }

    private boolean isWanting(ConnectionSnapshot snapshot) {
        var peer = known.get(snapshot.getConnectionId());
        return peer == null || peer.getFetchedFor() != configurationHash(snapshot);
    }

    /** Stores a fetched configuration and returns the connection with it. */
    ConnectionSnapshot fetched(
            ConnectionSnapshot listed, io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration answer) {
        var peer = PeerConfiguration.newBuilder()
                .setFetchedFor(configurationHash(listed))
                .setLocalSubnets(answer.localSubnets())
                .setRemoteSubnets(answer.remoteSubnets())
                .setTunnels(answer.tunnels().stream()
                        .map(it -> new PeerTunnel(
                                it.tunnelId(), it.localAddress(), it.remoteAddress(), it.ike(), it.ipsec(), it.bgp()))
                        .toList())
                .setDisagreements(Disagreements.between(listed, answer))
                .build();
        known.put(listed.getConnectionId(), peer);
        var joined = ConnectionSnapshot.newBuilder(listed).build();
        complete(joined, peer);
        return joined;
    }

    private static void complete(ConnectionSnapshot snapshot, PeerConfiguration peer) {
        snapshot.setPeer(peer);
        snapshot.setContentHash(ContentHash.of(snapshot));
    }

    /** The hash of a connection's configuration, without its statuses. */
    private static long configurationHash(ConnectionSnapshot snapshot) {
        var set = ConnectionSnapshot.newBuilder(snapshot)
                .setStatus("")
                .setLifecycle("")
                .setPeer(null)
                .build();
        if (set.getHealthCheck() != null) {
            set.getHealthCheck().setStatus("");
        }
        withoutStatus(set.getBgp());
        set.getTunnels().forEach(it -> {
            it.setStatus("");
            it.setLifecycle("");
            withoutStatus(it.getBgp());
        });
        return ContentHash.of(set);
    }

    private static void withoutStatus(@Nullable Bgp bgp) {
        if (bgp != null) {
            bgp.setStatus("");
        }
    }
}
