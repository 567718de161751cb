package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.RecordBounds;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Disagreement;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The differences between the configurations meant for the two ends of a connection. A value that either end leaves open is no
 * disagreement; pre-shared keys are compared by fingerprint.
 */
final class Disagreements {
    /** Fields that are measured, or known to one end only. */
    private static final Set<String> NOT_COMPARED = Set.of("status", "enabled", "authKeyFingerprint");

    private final List<Disagreement> found = new ArrayList<>();

    private Disagreements() {}

    static List<Disagreement> between(ConnectionSnapshot connection, DownloadedPeerConfiguration peer) {
        var all = new Disagreements();
        all.subnets("localSubnets", connection.getLocalSubnets(), peer.localSubnets());
        all.subnets("remoteSubnets", connection.getRemoteSubnets(), peer.remoteSubnets());
        for (DownloadedPeerConfiguration.Tunnel end : peer.tunnels()) {
            if (end.tunnelId().isEmpty()) {
                all.end("", connection.getIke(), connection.getIpsec(), connection.getBgp(), end);
            } else {
                tunnel(connection, end.tunnelId())
                        .ifPresent(it -> all.end(it.getTunnelId() + ".", it.getIke(), it.getIpsec(), it.getBgp(), end));
            }
        }
        all.found.sort(Comparator.comparing(Disagreement::getPath));
        return RecordBounds.disagreements(all.found);
    }

    private static Optional<TunnelSnapshot> tunnel(ConnectionSnapshot connection, String id) {
        return connection.getTunnels().stream()
                .filter(it -> it.getTunnelId().equals(id))
                .findFirst();
    }

    private void end(
            String prefix,
            @Nullable SpecificRecord ike,
            @Nullable SpecificRecord ipsec,
            @Nullable Bgp bgp,
            DownloadedPeerConfiguration.Tunnel peer) {
        records(prefix + "ike.", ike, peer.ike());
        records(prefix + "ipsec.", ipsec, peer.ipsec());
        records(prefix + "bgp.", bgp, peer.bgp());
    }

    private void records(String prefix, @Nullable SpecificRecord connection, @Nullable SpecificRecord peer) {
        if (connection == null || peer == null) {
            return;
        }
        for (Schema.Field field : connection.getSchema().getFields()) {
            if (!NOT_COMPARED.contains(field.name())) {
                values(prefix + field.name(), text(connection, field), text(peer, field));
            }
        }
    }

    private static String text(SpecificRecord record, Schema.Field field) {
        return Objects.toString(record.get(field.pos()), "");
    }

    /** Compares subnets regardless of order; lists that were cut cannot be compared. */
    private void subnets(String path, List<String> connection, List<String> peer) {
        if (RecordBounds.isCut(connection) || RecordBounds.isCut(peer)) {
            return;
        }
        values(path, String.join(",", new TreeSet<>(connection)), String.join(",", new TreeSet<>(peer)));
    }

    private void values(String path, String connection, String peer) {
        boolean said = !connection.isEmpty() && !peer.isEmpty();
        if (said && !connection.toLowerCase(Locale.ROOT).equals(peer.toLowerCase(Locale.ROOT))) {
            found.add(new Disagreement(path, connection, peer));
        }
    }
}
