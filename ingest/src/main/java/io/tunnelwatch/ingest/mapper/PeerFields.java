package io.tunnelwatch.ingest.mapper;

import static io.tunnelwatch.ingest.document.Fields.commaSeparated;
import static io.tunnelwatch.ingest.document.Fields.each;
import static io.tunnelwatch.ingest.document.Fields.eachWrapped;
import static io.tunnelwatch.ingest.document.Fields.rest;

import io.tunnelwatch.ingest.document.Document;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration.Tunnel;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.IpsecConfig;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The allow-list of a downloaded configuration, with its sides swapped: its "Local" is the customer's device (one old page of
 * the documentation claims otherwise, the answers and the newer page do not), ours is the cloud.
 */
final class PeerFields {
    private final Document in;
    private final TunnelFields tunnels;
    private final RecordBounds bounds;
    private final Draft single = new Draft();
    private final TreeMap<String, Draft> byTunnel = new TreeMap<>();
    private List<String> localSubnets = List.of();
    private List<String> remoteSubnets = List.of();

    PeerFields(Document in, Fingerprints fingerprints, RecordBounds bounds) {
        this.in = in;
        this.bounds = bounds;
        this.tunnels = new TunnelFields(in, fingerprints);
    }

    /** The configuration; null if the value is not an object. */
    @Nullable
    DownloadedPeerConfiguration read() throws IOException {
        return each(in, this::read) ? whole() : null;
    }

    private void read(String name) throws IOException {
        switch (name) {
            case "LocalSubnet" -> remoteSubnets = commaSeparated(in);
            case "RemoteSubnet" -> localSubnets = commaSeparated(in);
            case "TunnelsConfig" -> eachWrapped(in, "TunnelConfig", this::readTunnel);
            case "BgpConfigs" -> eachWrapped(in, "BgpConfig", this::readBgp);
            default -> readTunnel(name, single);
        }
    }

    private void readTunnel() throws IOException {
        var tunnel = new Draft();
        rest(in, name -> readTunnel(name, tunnel));
        tunnel.bgp = draft(tunnel.id).bgp;
        byTunnel.put(tunnel.id, tunnel);
    }

    private void readTunnel(String name, Draft into) throws IOException {
        switch (name) {
            case "TunnelId" -> into.id = in.text();
            case "Local" -> into.remoteAddress = in.text();
            case "Remote" -> into.localAddress = in.text();
            case "IkeConfig" -> into.ike = turned(tunnels.ike());
            case "IpsecConfig" -> into.ipsec = tunnels.ipsec();
            default -> in.skip();
        }
    }

    private void readBgp() throws IOException {
        var owner = new Draft();
        Bgp bgp = EmptyRecords.bgp();
        rest(in, name -> {
            if (name.equals("TunnelId")) {
                owner.id = in.text();
            } else {
                tunnels.readBgp(name, bgp);
            }
        });
        draft(owner.id).bgp = turned(bgp);
    }

    /**
     * The draft of a tunnel. The two lists name the tunnels in any order; an entry without an id belongs to the connection's
     * only tunnel.
     */
    private Draft draft(String tunnelId) {
        return tunnelId.isEmpty() ? single : byTunnel.computeIfAbsent(tunnelId, id -> new Draft(id));
    }

    private DownloadedPeerConfiguration whole() {
        List<Draft> all = byTunnel.isEmpty() ? List.of(single) : List.copyOf(byTunnel.values());
        return new DownloadedPeerConfiguration(
                bounds.networks(localSubnets),
                bounds.networks(remoteSubnets),
                RecordBounds.first("tunnels", all).stream().map(this::finished).toList());
    }

    private Tunnel finished(Draft draft) {
        return new Tunnel(
                RecordBounds.word(draft.id),
                RecordBounds.word(draft.localAddress),
                RecordBounds.word(draft.remoteAddress),
                within(draft.ike),
                within(draft.ipsec),
                within(draft.bgp));
    }

    private <T extends SpecificRecordBase> @Nullable T within(@Nullable T part) {
        return part == null ? null : bounds.within(part);
    }

    private static @Nullable IkeConfig turned(@Nullable IkeConfig ike) {
        return ike == null
                ? null
                : IkeConfig.newBuilder(ike)
                        .setLocalId(ike.getRemoteId())
                        .setRemoteId(ike.getLocalId())
                        .build();
    }

    private static Bgp turned(Bgp bgp) {
        return Bgp.newBuilder(bgp)
                .setLocalAsn(bgp.getPeerAsn())
                .setPeerAsn(bgp.getLocalAsn())
                .setLocalIp(bgp.getPeerIp())
                .setPeerIp(bgp.getLocalIp())
                .build();
    }

    private static final class Draft {
        private String id = "";
        private String localAddress = "";
        private String remoteAddress = "";
        private @Nullable IkeConfig ike;
        private @Nullable IpsecConfig ipsec;
        private @Nullable Bgp bgp;

        Draft() {}

        Draft(String id) {
            this.id = id;
        }
    }
}
