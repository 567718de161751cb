package io.tunnelwatch.ingest.mapper;

import static io.tunnelwatch.ingest.mapper.Fields.bool;
import static io.tunnelwatch.ingest.mapper.Fields.each;
import static io.tunnelwatch.ingest.mapper.Fields.eachObject;
import static io.tunnelwatch.ingest.mapper.Fields.fingerprint;
import static io.tunnelwatch.ingest.mapper.Fields.int32;
import static io.tunnelwatch.ingest.mapper.Fields.int64;
import static io.tunnelwatch.ingest.mapper.Fields.text;

import com.fasterxml.jackson.core.JsonParser;
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

/** The allow-list of a tunnel, and of what a connection has where its one tunnel is its own. Null: no such object. */
final class TunnelFields {
    private final JsonParser in;
    private final Fingerprints fingerprints;

    TunnelFields(JsonParser in, Fingerprints fingerprints) {
        this.in = in;
        this.fingerprints = fingerprints;
    }

    List<TunnelSnapshot> read() throws IOException {
        var tunnels = new ArrayList<TunnelSnapshot>();
        eachObject(in, "TunnelOptions", () -> {
            TunnelSnapshot tunnel = Blank.tunnel();
            each(in, name -> read(name, tunnel));
            tunnels.add(tunnel);
        });
        tunnels.sort(Comparator.comparing(TunnelSnapshot::getTunnelId));
        return tunnels;
    }

    private void read(String name, TunnelSnapshot into) throws IOException {
        switch (name) {
            case "TunnelId" -> into.setTunnelId(text(in));
            case "Role" -> into.setRole(text(in));
            case "TunnelIndex" -> into.setNumber(int32(in));
            case "Status" -> into.setStatus(text(in));
            case "State" -> into.setLifecycle(text(in));
            case "TunnelBgpConfig" -> into.setBgp(bgp());
            case "InternetIp" -> into.setInternetIp(text(in));
            case "ZoneNo" -> into.setZone(text(in));
            case "CustomerGatewayId" -> into.setCustomerGatewayId(text(in));
            case "EnableDpd" -> into.setDeadPeerDetection(bool(in));
            case "EnableNatTraversal" -> into.setNatTraversal(bool(in));
            case "TunnelIkeConfig" -> into.setIke(ike());
            case "TunnelIpsecConfig" -> into.setIpsec(ipsec());
            default -> in.skipChildren();
        }
    }

    @Nullable
    HealthCheck healthCheck() throws IOException {
        HealthCheck check = Blank.healthCheck();
        boolean present = each(in, name -> {
            switch (name) {
                case "Enable" -> check.setEnabled(bool(in));
                case "Status" -> check.setStatus(text(in));
                case "Dip" -> check.setDestinationIp(text(in));
                case "Sip" -> check.setSourceIp(text(in));
                case "Interval" -> check.setIntervalSeconds(int32(in));
                case "Retry" -> check.setRetries(int32(in));
                case "Policy" -> check.setPolicy(text(in));
                default -> in.skipChildren();
            }
        });
        return present ? check : null;
    }

    /** The status is called Status at a connection and BgpStatus at a tunnel. */
    @Nullable
    Bgp bgp() throws IOException {
        Bgp bgp = Blank.bgp();
        Bgp nothing = Blank.bgp();
        each(in, name -> {
            switch (name) {
                case "EnableBgp" -> bgp.setEnabled(bool(in));
                case "Status", "BgpStatus" -> bgp.setStatus(text(in));
                case "LocalAsn" -> bgp.setLocalAsn(int64(in));
                case "PeerAsn" -> bgp.setPeerAsn(int64(in));
                case "LocalBgpIp" -> bgp.setLocalIp(text(in));
                case "PeerBgpIp" -> bgp.setPeerIp(text(in));
                case "TunnelCidr" -> bgp.setTunnelCidr(text(in));
                case "AuthKey" -> bgp.setAuthKeyFingerprint(fingerprint(in, fingerprints));
                default -> in.skipChildren();
            }
        });
        // Being there is being configured, so an object that says nothing must not be there.
        return bgp.equals(nothing) ? null : bgp;
    }

    @Nullable
    IkeConfig ike() throws IOException {
        IkeConfig ike = Blank.ike();
        boolean present = each(in, name -> {
            switch (name) {
                case "IkeVersion" -> ike.setVersion(text(in));
                case "IkeMode" -> ike.setMode(text(in));
                case "IkeEncAlg" -> ike.setEncryption(text(in));
                case "IkeAuthAlg" -> ike.setAuthentication(text(in));
                case "IkePfs" -> ike.setDhGroup(text(in));
                case "IkeLifetime" -> ike.setLifetimeSeconds(int64(in));
                case "LocalId" -> ike.setLocalId(text(in));
                case "RemoteId" -> ike.setRemoteId(text(in));
                case "Psk" -> ike.setPskFingerprint(fingerprint(in, fingerprints));
                default -> in.skipChildren();
            }
        });
        return present ? ike : null;
    }

    @Nullable
    IpsecConfig ipsec() throws IOException {
        IpsecConfig ipsec = Blank.ipsec();
        boolean present = each(in, name -> {
            switch (name) {
                case "IpsecEncAlg" -> ipsec.setEncryption(text(in));
                case "IpsecAuthAlg" -> ipsec.setAuthentication(text(in));
                case "IpsecPfs" -> ipsec.setDhGroup(text(in));
                case "IpsecLifetime" -> ipsec.setLifetimeSeconds(int64(in));
                default -> in.skipChildren();
            }
        });
        return present ? ipsec : null;
    }
}
