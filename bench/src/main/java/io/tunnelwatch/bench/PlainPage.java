package io.tunnelwatch.bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page as plain objects: the fields that our mapper reads, bound by their names. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlainPage(
        @JsonProperty("TotalCount") int totalCount,
        @JsonProperty("RequestId") @Nullable String requestId,
        @JsonProperty("PageNumber") int pageNumber,
        @JsonProperty("VpnConnections") @Nullable Connections connections) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Connections(@JsonProperty("VpnConnection") @Nullable List<Connection> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Connection(
            @JsonProperty("VpnConnectionId") @Nullable String id,
            @JsonProperty("VpnGatewayId") @Nullable String vpnGatewayId,
            @JsonProperty("CustomerGatewayId") @Nullable String customerGatewayId,
            @JsonProperty("Name") @Nullable String name,
            @JsonProperty("Status") @Nullable String status,
            @JsonProperty("State") @Nullable String state,
            @JsonProperty("AttachType") @Nullable String attachType,
            @JsonProperty("CreateTime") long createTime,
            @JsonProperty("LocalSubnet") @Nullable String localSubnet,
            @JsonProperty("RemoteSubnet") @Nullable String remoteSubnet,
            @JsonProperty("EffectImmediately") boolean effectImmediately,
            @JsonProperty("EnableDpd") boolean enableDpd,
            @JsonProperty("EnableNatTraversal") boolean enableNatTraversal,
            @JsonProperty("EnableTunnelsBgp") boolean enableTunnelsBgp,
            @JsonProperty("CrossAccountAuthorized") boolean crossAccountAuthorized,
            @JsonProperty("NetworkType") @Nullable String networkType,
            @JsonProperty("ResourceGroupId") @Nullable String resourceGroupId,
            @JsonProperty("VcoHealthCheck") @Nullable Health health,
            @JsonProperty("VpnBgpConfig") @Nullable Bgp bgp,
            @JsonProperty("IkeConfig") @Nullable Ike ike,
            @JsonProperty("IpsecConfig") @Nullable Ipsec ipsec,
            @JsonProperty("TunnelOptionsSpecification") @Nullable Tunnels tunnels,
            @JsonProperty("Tag") @Nullable Tags tags) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Tunnels(@JsonProperty("TunnelOptions") @Nullable List<Tunnel> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Tunnel(
            @JsonProperty("TunnelId") @Nullable String id,
            @JsonProperty("Role") @Nullable String role,
            @JsonProperty("State") @Nullable String state,
            @JsonProperty("Status") @Nullable String status,
            @JsonProperty("InternetIp") @Nullable String internetIp,
            @JsonProperty("ZoneNo") @Nullable String zone,
            @JsonProperty("CustomerGatewayId") @Nullable String customerGatewayId,
            @JsonProperty("EnableDpd") boolean enableDpd,
            @JsonProperty("EnableNatTraversal") boolean enableNatTraversal,
            @JsonProperty("TunnelBgpConfig") @Nullable Bgp bgp,
            @JsonProperty("TunnelIkeConfig") @Nullable Ike ike,
            @JsonProperty("TunnelIpsecConfig") @Nullable Ipsec ipsec) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Bgp(
            @JsonProperty("Status") @Nullable String status,
            @JsonProperty("BgpStatus") @Nullable String bgpStatus,
            @JsonProperty("LocalAsn") long localAsn,
            @JsonProperty("PeerAsn") long peerAsn,
            @JsonProperty("LocalBgpIp") @Nullable String localIp,
            @JsonProperty("PeerBgpIp") @Nullable String peerIp,
            @JsonProperty("TunnelCidr") @Nullable String tunnelCidr) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Ike(
            @JsonProperty("IkeVersion") @Nullable String version,
            @JsonProperty("IkeMode") @Nullable String mode,
            @JsonProperty("IkeEncAlg") @Nullable String encryption,
            @JsonProperty("IkeAuthAlg") @Nullable String authentication,
            @JsonProperty("IkePfs") @Nullable String dhGroup,
            @JsonProperty("IkeLifetime") long lifetime,
            @JsonProperty("LocalId") @Nullable String localId,
            @JsonProperty("RemoteId") @Nullable String remoteId,
            @JsonProperty("Psk") @Nullable String psk) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Ipsec(
            @JsonProperty("IpsecEncAlg") @Nullable String encryption,
            @JsonProperty("IpsecAuthAlg") @Nullable String authentication,
            @JsonProperty("IpsecPfs") @Nullable String dhGroup,
            @JsonProperty("IpsecLifetime") long lifetime) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Health(
            @JsonProperty("Enable") boolean enabled,
            @JsonProperty("Status") @Nullable String status,
            @JsonProperty("Dip") @Nullable String destinationIp,
            @JsonProperty("Sip") @Nullable String sourceIp,
            @JsonProperty("Interval") int interval,
            @JsonProperty("Retry") int retries,
            @JsonProperty("Policy") @Nullable String policy) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Tags(@JsonProperty("Tag") @Nullable List<Tag> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Tag(@JsonProperty("Key") @Nullable String key, @JsonProperty("Value") @Nullable String value) {}
}
