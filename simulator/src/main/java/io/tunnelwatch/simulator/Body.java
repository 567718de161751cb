package io.tunnelwatch.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The describe calls' answers as trees of maps and lists, with the types of the real ones: numbers here, strings there. */
final class Body {
    private static final long CREATED = 1718000060000L;

    private Body() {}

    static Map<String, Object> listing(List<World.Live> page, int number, int size, int total, String requestId) {
        var body = new LinkedHashMap<String, Object>();
        body.put("TotalCount", total);
        body.put("RequestId", requestId);
        body.put("PageSize", size);
        body.put("PageNumber", number);
        body.put(
                "VpnConnections",
                Map.of(
                        "VpnConnection",
                        page.stream().map(it -> connection(it, "Tag")).toList()));
        return body;
    }

    /** The single call has everything at the top, and its tags under another name. */
    static Map<String, Object> single(World.Live live, String requestId) {
        var body = new LinkedHashMap<String, Object>();
        body.put("RequestId", requestId);
        body.putAll(connection(live, "Tags"));
        return body;
    }

    private static Map<String, Object> connection(World.Live live, String tags) {
        var it = live.connection();
        var body = new LinkedHashMap<String, Object>();
        body.put("VpnConnectionId", it.id());
        if (it.gateway() != null) {
            body.put("VpnGatewayId", it.gateway());
        }
        // With two tunnels each has its own, and the connection's is empty, as is its status.
        body.put("CustomerGatewayId", it.isDual() || it.customerGateway() == null ? "" : it.customerGateway());
        body.put("Name", it.name());
        if (!it.isDual()) {
            body.put("Status", live.own().status());
        }
        body.put("State", live.lifecycle());
        body.put("AttachType", it.transitRouter() == null ? "VPNGW" : "CEN");
        if (it.transitRouter() != null) {
            body.put("TransitRouterId", it.transitRouter());
        }
        body.put("CreateTime", CREATED);
        body.put("LocalSubnet", it.localSubnet());
        body.put("RemoteSubnet", it.remoteSubnet());
        body.put("EffectImmediately", !Boolean.FALSE.equals(it.effectImmediately()));
        body.put("EnableTunnelsBgp", it.isDual() && it.allTunnels().get(0).bgp() != null);
        body.put("CrossAccountAuthorized", false);
        body.put("NetworkType", "public");
        if (it.isDual()) {
            body.put(
                    "TunnelOptionsSpecification",
                    Map.of(
                            "TunnelOptions",
                            it.allTunnels().stream()
                                    .map(tunnel -> tunnel(tunnel, live))
                                    .toList()));
        } else {
            single(live, body);
        }
        body.put(tags, Map.of("Tag", tags(it)));
        return body;
    }

    private static void single(World.Live live, Map<String, Object> body) {
        body.put("EnableDpd", true);
        body.put("EnableNatTraversal", true);
        body.put("IkeConfig", ike(live.psk(), 86400));
        body.put("IpsecConfig", ipsec(28800));
        body.put("VcoHealthCheck", health(live));
        String bgp = live.own().bgp();
        if (bgp != null) {
            var config = bgp(45104, 65010);
            config.put("Status", bgp);
            body.put("VpnBgpConfig", config);
        }
    }

    private static Map<String, Object> tunnel(Scenario.Tunnel tunnel, World.Live live) {
        var measured = java.util.Objects.requireNonNull(live.tunnels().get(tunnel.id()));
        var body = new LinkedHashMap<String, Object>();
        body.put("TunnelId", tunnel.id());
        body.put("Role", tunnel.role());
        body.put("State", live.lifecycle());
        body.put("Status", measured.status());
        body.put("CustomerGatewayId", tunnel.customerGateway());
        body.put("EnableDpd", "true");
        body.put("EnableNatTraversal", "true");
        String bgp = measured.bgp();
        if (bgp != null) {
            var config = bgp("65530", "65010");
            config.put("BgpStatus", bgp);
            body.put("TunnelBgpConfig", config);
        }
        body.put("TunnelIkeConfig", ike(tunnel.psk(), "86400"));
        body.put("TunnelIpsecConfig", ipsec("3600"));
        return body;
    }

    private static Map<String, Object> health(World.Live live) {
        var body = new LinkedHashMap<String, Object>();
        String health = live.health();
        body.put("Enable", health == null ? "false" : "true");
        body.put("Dip", health == null ? "" : "192.0.2.10");
        body.put("Sip", health == null ? "" : "192.0.2.9");
        body.put("Retry", health == null ? 0 : 3);
        body.put("Interval", health == null ? 0 : 3);
        if (health != null) {
            body.put("Status", health);
            body.put("Policy", "revoke_route");
        }
        return body;
    }

    private static Map<String, Object> ike(String psk, Object lifetime) {
        var body = new LinkedHashMap<String, Object>();
        body.put("IkeAuthAlg", "sha256");
        body.put("IkeEncAlg", "aes256");
        body.put("IkeVersion", "ikev2");
        body.put("IkeMode", "main");
        body.put("IkeLifetime", lifetime);
        body.put("IkePfs", "group14");
        body.put("LocalId", "203.0.113.11");
        body.put("RemoteId", "198.51.100.21");
        body.put("Psk", psk);
        return body;
    }

    private static Map<String, Object> ipsec(Object lifetime) {
        var body = new LinkedHashMap<String, Object>();
        body.put("IpsecPfs", "group14");
        body.put("IpsecEncAlg", "aes256");
        body.put("IpsecAuthAlg", "sha256");
        body.put("IpsecLifetime", lifetime);
        return body;
    }

    private static Map<String, Object> bgp(Object localAsn, Object peerAsn) {
        var body = new LinkedHashMap<String, Object>();
        body.put("LocalAsn", localAsn);
        body.put("PeerAsn", peerAsn);
        body.put("LocalBgpIp", "169.254.10.1");
        body.put("PeerBgpIp", "169.254.10.2");
        body.put("TunnelCidr", "169.254.10.0/30");
        return body;
    }

    private static List<Map<String, String>> tags(Scenario.Connection it) {
        var tags = it.tags();
        return tags == null
                ? List.of()
                : tags.entrySet().stream()
                        .map(tag -> Map.of("Key", tag.getKey(), "Value", tag.getValue()))
                        .toList();
    }
}
