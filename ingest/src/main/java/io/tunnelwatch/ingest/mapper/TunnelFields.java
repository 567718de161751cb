package io.tunnelwatch.ingest.mapper;

import static io.tunnelwatch.ingest.document.Fields.bool;
import static io.tunnelwatch.ingest.document.Fields.each;
import static io.tunnelwatch.ingest.document.Fields.eachWrapped;
import static io.tunnelwatch.ingest.document.Fields.int32;
import static io.tunnelwatch.ingest.document.Fields.int64;
import static io.tunnelwatch.ingest.document.Fields.rest;

import io.tunnelwatch.ingest.document.Document;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.IpsecConfig;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The allow-list of a tunnel, and of the same parts of a single-tunnel connection. Null: the value is not such an object. */
final class TunnelFields {
    private final Document in;
    private final Fingerprints fingerprints;

    TunnelFields(Document in, Fingerprints fingerprints) {
        this.in = in;
        this.fingerprints = fingerprints;
    }

    List<TunnelSnapshot> read() throws IOException {
        var tunnels = new ArrayList<TunnelSnapshot>();
        eachWrapped(in, "TunnelOptions", () -> {
            TunnelSnapshot tunnel = EmptyRecords.tunnel();
            rest(in, name -> read(name, tunnel));
            tunnels.add(tunnel);
        });
        tunnels.sort(Comparator.comparing(TunnelSnapshot::getTunnelId));
        return tunnels;
    }

    private void read(String name, TunnelSnapshot into) throws IOException {
        switch (name) {
            case "TunnelId" -> into.setTunnelId(in.text());
            case "Role" -> into.setRole(in.text());
            case "TunnelIndex" -> into.setNumber(int32(in));
            case "Status" -> into.setStatus(in.text());
            case "State" -> into.setLifecycle(in.text());
            case "TunnelBgpConfig" -> into.setBgp(bgp());
            case "InternetIp" -> into.setInternetIp(in.text());
            case "ZoneNo" -> into.setZone(in.text());
            case "CustomerGatewayId" -> into.setCustomerGatewayId(in.text());
            case "EnableDpd" -> into.setDeadPeerDetection(bool(in));
            case "EnableNatTraversal" -> into.setNatTraversal(bool(in));
            case "TunnelIkeConfig" -> into.setIke(ike());
            case "TunnelIpsecConfig" -> into.setIpsec(ipsec());
            default -> in.skip();
        }
    }

    @Nullable
    HealthCheck healthCheck() throws IOException {
        HealthCheck check = EmptyRecords.healthCheck();
        boolean present = each(in, name -> {
            switch (name) {
                case "Enable" -> check.setEnabled(bool(in));
                case "Status" -> check.setStatus(in.text());
                case "Dip" -> check.setDestinationIp(in.text());
                case "Sip" -> check.setSourceIp(in.text());
                case "Interval" -> check.setIntervalSeconds(int32(in));
                case "Retry" -> check.setRetries(int32(in));
                case "Policy" -> check.setPolicy(in.text());
                default -> in.skip();
            }
        });
        return present ? check : null;
    }

    @Nullable
    Bgp bgp() throws IOException {
        Bgp bgp = EmptyRecords.bgp();
        each(in, name -> readBgp(name, bgp));
        // A present object means that BGP is configured, so an empty one must be absent.
        return EmptyRecords.is(bgp) ? null : bgp;
    }

    /** Reads a field of BGP; the API names the status Status in a connection and BgpStatus in a tunnel. */
    void readBgp(String name, Bgp into) throws IOException {
        switch (name) {
            case "EnableBgp" -> into.setEnabled(bool(in));
            case "Status", "BgpStatus" -> into.setStatus(in.text());
            case "LocalAsn" -> into.setLocalAsn(int64(in));
            case "PeerAsn" -> into.setPeerAsn(int64(in));
            case "LocalBgpIp" -> into.setLocalIp(in.text());
            case "PeerBgpIp" -> into.setPeerIp(in.text());
            case "TunnelCidr" -> into.setTunnelCidr(in.text());
            case "AuthKey" -> into.setAuthKeyFingerprint(in.fingerprint(fingerprints));
            default -> in.skip();
        }
    }

    @Nullable
    IkeConfig ike() throws IOException {
        IkeConfig ike = EmptyRecords.ike();
        boolean present = each(in, name -> {
            switch (name) {
                case "IkeVersion" -> ike.setVersion(in.text());
                case "IkeMode" -> ike.setMode(in.text());
                case "IkeEncAlg" -> ike.setEncryption(in.text());
                case "IkeAuthAlg" -> ike.setAuthentication(in.text());
                case "IkePfs" -> ike.setDhGroup(in.text());
                case "IkeLifetime" -> ike.setLifetimeSeconds(int64(in));
                case "LocalId" -> ike.setLocalId(in.text());
                case "RemoteId" -> ike.setRemoteId(in.text());
                case "Psk" -> ike.setPskFingerprint(in.fingerprint(fingerprints));
                default -> in.skip();
            }
        });
        return present ? ike : null;
    }

    @Nullable
    IpsecConfig ipsec() throws IOException {
        IpsecConfig ipsec = EmptyRecords.ipsec();
        boolean present = each(in, name -> {
            switch (name) {
                case "IpsecEncAlg" -> ipsec.setEncryption(in.text());
                case "IpsecAuthAlg" -> ipsec.setAuthentication(in.text());
                case "IpsecPfs" -> ipsec.setDhGroup(in.text());
                case "IpsecLifetime" -> ipsec.setLifetimeSeconds(int64(in));
                default -> in.skip();
            }
        });
        return present ? ipsec : null;
    }
}
