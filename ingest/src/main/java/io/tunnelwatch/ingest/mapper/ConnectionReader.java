package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.IpsecConfig;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection, by the fields that are named here and no others. */
final class ConnectionReader {
    private final Fingerprints fingerprints;

    ConnectionReader(Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
    }

    ConnectionSnapshot read(Fields fields) throws IOException {
        var it = blankConnection();
        fields.object(name -> {
            switch (name) {
                case "VpnConnectionId" -> it.setConnectionId(fields.text());
                case "Status" -> it.setStatus(fields.text());
                case "State" -> it.setLifecycle(fields.text());
                case "Name" -> it.setName(fields.text());
                case "CreateTime" -> it.setCreatedAt(instant(fields.number()));
                case "AttachType" -> it.setAttachType(fields.text());
                case "VpnGatewayId" -> it.setVpnGatewayId(fields.text());
                case "CustomerGatewayId" -> it.setCustomerGatewayId(fields.text());
                case "TransitRouterId" -> it.setTransitRouterId(fields.text());
                case "TransitRouterName" -> it.setTransitRouterName(fields.text());
                case "AttachInstanceId" -> it.setAttachInstanceId(fields.text());
                case "InternetIp" -> it.setInternetIp(fields.text());
                case "ZoneNo" -> it.setZone(fields.text());
                case "LocalSubnet" -> it.setLocalSubnets(fields.commaSeparated());
                case "RemoteSubnet" -> it.setRemoteSubnets(fields.commaSeparated());
                case "EffectImmediately" -> it.setEffectImmediately(fields.flag());
                case "EnableDpd" -> it.setDeadPeerDetection(fields.flag());
                case "EnableNatTraversal" -> it.setNatTraversal(fields.flag());
                case "EnableTunnelsBgp" -> it.setTunnelsBgp(fields.flag());
                case "CrossAccountAuthorized" -> it.setCrossAccount(fields.flag());
                case "NetworkType" -> it.setNetworkType(fields.text());
                case "Spec" -> it.setSpec(fields.text());
                case "TunnelBandwidth" -> it.setTunnelBandwidth(fields.text());
                case "ResourceGroupId" -> it.setResourceGroupId(fields.text());
                case "IkeConfig" -> it.setIke(ike(fields));
                case "IpsecConfig" -> it.setIpsec(ipsec(fields));
                case "VcoHealthCheck" -> it.setHealthCheck(healthCheck(fields));
                case "VpnBgpConfig" -> it.setBgp(bgp(fields));
                case "Tag", "Tags" -> it.setTags(tags(fields));
                case "TunnelOptionsSpecification" -> it.setTunnels(tunnels(fields));
                default -> fields.skip();
            }
        });
        it.setContentHash(ContentHash.of(it));
        return it;
    }

    private List<TunnelSnapshot> tunnels(Fields fields) throws IOException {
        var tunnels = new ArrayList<TunnelSnapshot>();
        fields.object(name -> {
            if (name.equals("TunnelOptions")) {
                fields.array(() -> tunnels.add(tunnel(fields)));
            } else {
                fields.skip();
            }
        });
        tunnels.sort(Comparator.comparing(TunnelSnapshot::getTunnelId));
        return tunnels;
    }

    private TunnelSnapshot tunnel(Fields fields) throws IOException {
        var it = blankTunnel();
        fields.object(name -> {
            switch (name) {
                case "TunnelId" -> it.setTunnelId(fields.text());
                case "Role" -> it.setRole(fields.text());
                case "TunnelIndex" -> it.setNumber(fields.smallNumber());
                case "Status" -> it.setStatus(fields.text());
                case "State" -> it.setLifecycle(fields.text());
                case "InternetIp" -> it.setInternetIp(fields.text());
                case "ZoneNo" -> it.setZone(fields.text());
                case "CustomerGatewayId" -> it.setCustomerGatewayId(fields.text());
                case "EnableDpd" -> it.setDeadPeerDetection(fields.flag());
                case "EnableNatTraversal" -> it.setNatTraversal(fields.flag());
                case "TunnelBgpConfig" -> it.setBgp(bgp(fields));
                case "TunnelIkeConfig" -> it.setIke(ike(fields));
                case "TunnelIpsecConfig" -> it.setIpsec(ipsec(fields));
                default -> fields.skip();
            }
        });
        return it;
    }

    private IkeConfig ike(Fields fields) throws IOException {
        var it = new IkeConfig("", "", "", "", "", null, "", "", "");
        fields.object(name -> {
            switch (name) {
                case "IkeVersion" -> it.setVersion(fields.text());
                case "IkeMode" -> it.setMode(fields.text());
                case "IkeEncAlg" -> it.setEncryption(fields.text());
                case "IkeAuthAlg" -> it.setAuthentication(fields.text());
                case "IkePfs" -> it.setDhGroup(fields.text());
                case "IkeLifetime" -> it.setLifetimeSeconds(fields.number());
                case "LocalId" -> it.setLocalId(fields.text());
                case "RemoteId" -> it.setRemoteId(fields.text());
                case "Psk" -> it.setPskFingerprint(fields.fingerprint(fingerprints));
                default -> fields.skip();
            }
        });
        return it;
    }

    private static IpsecConfig ipsec(Fields fields) throws IOException {
        var it = new IpsecConfig("", "", "", null);
        fields.object(name -> {
            switch (name) {
                case "IpsecEncAlg" -> it.setEncryption(fields.text());
                case "IpsecAuthAlg" -> it.setAuthentication(fields.text());
                case "IpsecPfs" -> it.setDhGroup(fields.text());
                case "IpsecLifetime" -> it.setLifetimeSeconds(fields.number());
                default -> fields.skip();
            }
        });
        return it;
    }

    private static HealthCheck healthCheck(Fields fields) throws IOException {
        var it = new HealthCheck(null, "", "", "", null, null, "");
        fields.object(name -> {
            switch (name) {
                case "Enable" -> it.setEnabled(fields.flag());
                case "Status" -> it.setStatus(fields.text());
                case "Dip" -> it.setDestinationIp(fields.text());
                case "Sip" -> it.setSourceIp(fields.text());
                case "Interval" -> it.setIntervalSeconds(fields.smallNumber());
                case "Retry" -> it.setRetries(fields.smallNumber());
                case "Policy" -> it.setPolicy(fields.text());
                default -> fields.skip();
            }
        });
        return it;
    }

    /** An object without a single setting, as a switched-off session may come, is no session. */
    private @Nullable Bgp bgp(Fields fields) throws IOException {
        var it = new Bgp(null, "", null, null, "", "", "", "");
        fields.object(name -> {
            switch (name) {
                case "EnableBgp" -> it.setEnabled(fields.flag());
                case "Status", "BgpStatus" -> it.setStatus(fields.text());
                case "LocalAsn" -> it.setLocalAsn(fields.number());
                case "PeerAsn" -> it.setPeerAsn(fields.number());
                case "LocalBgpIp" -> it.setLocalIp(fields.text());
                case "PeerBgpIp" -> it.setPeerIp(fields.text());
                case "TunnelCidr" -> it.setTunnelCidr(fields.text());
                case "AuthKey" -> it.setAuthKeyFingerprint(fields.fingerprint(fingerprints));
                default -> fields.skip();
            }
        });
        boolean blank = it.getEnabled() == null
                && it.getStatus().isEmpty()
                && it.getLocalAsn() == null
                && it.getTunnelCidr().isEmpty();
        return blank ? null : it;
    }

    private static List<Tag> tags(Fields fields) throws IOException {
        var tags = new ArrayList<Tag>();
        fields.object(name -> {
            if (name.equals("Tag")) {
                fields.array(() -> tags.add(tag(fields)));
            } else {
                fields.skip();
            }
        });
        tags.sort(Comparator.comparing(Tag::getKey).thenComparing(Tag::getValue));
        return tags;
    }

    private static Tag tag(Fields fields) throws IOException {
        var it = new Tag("", "");
        fields.object(name -> {
            switch (name) {
                case "Key" -> it.setKey(fields.text());
                case "Value" -> it.setValue(fields.text());
                default -> fields.skip();
            }
        });
        return it;
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static ConnectionSnapshot blankConnection() {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId("")
                .setContentHash(0)
                .build();
    }

    private static TunnelSnapshot blankTunnel() {
        return TunnelSnapshot.newBuilder().setTunnelId("").build();
    }
}
