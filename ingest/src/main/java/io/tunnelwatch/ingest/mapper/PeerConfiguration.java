package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.IpsecConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the customer's device should be configured with. The download call tells it from the device's side, where "local"
 * is the customer's; here it is turned round, so that local is the cloud's side as in a {@code ConnectionSnapshot} and the
 * two can be laid side by side. Secrets are fingerprints, by the same key as a snapshot's.
 *
 * @param localSubnets behind the VPN gateway
 * @param remoteSubnets behind the customer's device
 * @param tunnels sorted by id; a single-tunnel connection has one without an id
 */
public record PeerConfiguration(List<String> localSubnets, List<String> remoteSubnets, List<Tunnel> tunnels) {
    public PeerConfiguration {
        localSubnets = List.copyOf(localSubnets);
        remoteSubnets = List.copyOf(remoteSubnets);
        tunnels = List.copyOf(tunnels);
    }

    /**
     * @param localAddress of the VPN gateway
     * @param remoteAddress of the customer's device
     * @param bgp null where none is to be spoken; knows no status and no key
     */
    public record Tunnel(
            String tunnelId,
            String localAddress,
            String remoteAddress,
            @Nullable IkeConfig ike,
            @Nullable IpsecConfig ipsec,
            @Nullable Bgp bgp) {}
}
