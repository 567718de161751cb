package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.IpsecConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration meant for the customer's device. The download call gives it from the device's side, where "local" is the
 * customer's; here it is reversed, so that local is the cloud's side as in a {@code ConnectionSnapshot} and the two can be
 * compared. Secrets are fingerprints, by the same key as a snapshot's.
 *
 * @param localSubnets subnets behind the VPN gateway
 * @param remoteSubnets subnets behind the customer's device
 * @param tunnels sorted by id; a single-tunnel connection has one without an id
 */
public record DownloadedPeerConfiguration(List<String> localSubnets, List<String> remoteSubnets, List<Tunnel> tunnels) {
    public DownloadedPeerConfiguration {
        localSubnets = List.copyOf(localSubnets);
        remoteSubnets = List.copyOf(remoteSubnets);
        tunnels = List.copyOf(tunnels);
    }

    /**
     * @param localAddress address of the VPN gateway
     * @param remoteAddress address of the customer's device
     * @param bgp null if BGP is not used; has neither status nor key
     */
    public record Tunnel(
            String tunnelId,
            String localAddress,
            String remoteAddress,
            @Nullable IkeConfig ike,
            @Nullable IpsecConfig ipsec,
            @Nullable Bgp bgp) {}
}
