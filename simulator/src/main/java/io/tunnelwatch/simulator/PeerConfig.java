package io.tunnelwatch.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the customer's device should be configured with: local and remote are the other way round, and secrets are in it. */
final class PeerConfig {
    private PeerConfig() {}

    static Map<String, Object> of(World.Live live, String requestId) {
        var it = live.connection();
        var config = new LinkedHashMap<String, Object>();
        config.put("LocalSubnet", it.remoteSubnet());
        config.put("RemoteSubnet", it.localSubnet());
        if (it.isDual()) {
            config.put(
                    "TunnelsConfig",
                    Map.of(
                            "TunnelConfig",
                            it.allTunnels().stream()
                                    .map(tunnel -> side(tunnel.id(), tunnel.psk()))
                                    .toList()));
        } else {
            config.putAll(side(null, live.psk()));
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("RequestId", requestId);
        body.put("VpnConnectionConfig", config);
        return body;
    }

    private static Map<String, Object> side(@Nullable String tunnelId, String psk) {
        var side = new LinkedHashMap<String, Object>();
        if (tunnelId != null) {
            side.put("TunnelId", tunnelId);
        }
        side.put("Local", "198.51.100.21");
        side.put("Remote", "203.0.113.11");
        var ike = new LinkedHashMap<String, Object>();
        ike.put("IkeAuthAlg", "sha256");
        ike.put("IkeEncAlg", "aes256");
        ike.put("IkeVersion", "ikev2");
        ike.put("IkeMode", "main");
        ike.put("IkeLifetime", 86400);
        ike.put("IkePfs", "group14");
        ike.put("LocalId", "198.51.100.21");
        ike.put("RemoteId", "203.0.113.11");
        ike.put("Psk", psk);
        side.put("IkeConfig", ike);
        side.put(
                "IpsecConfig",
                Map.of(
                        "IpsecEncAlg",
                        "aes256",
                        "IpsecAuthAlg",
                        "sha256",
                        "IpsecPfs",
                        "group14",
                        "IpsecLifetime",
                        28800));
        return side;
    }
}
