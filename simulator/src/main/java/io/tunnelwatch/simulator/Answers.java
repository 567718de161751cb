package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.story.Connection;
import io.tunnelwatch.simulator.story.ConnectionStatus;
import io.tunnelwatch.simulator.story.Listing;
import io.tunnelwatch.simulator.story.Plan;
import io.tunnelwatch.simulator.wire.Body;
import io.tunnelwatch.simulator.wire.Format;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of the describe calls, quirks included: the same quantity is a number at a connection and a string at a
 * tunnel, a health check's Enable is a string, tags are called Tag in the list and Tags in the single call, a dual-tunnel
 * connection has no Status of its own and an empty CustomerGatewayId.
 */
final class Answers {
    private static final String IKE_LIFETIME = "86400";

    private Answers() {}

    static byte[] regions(Format format, String requestId, List<String> regions, String endpoint) {
        return format.body("DescribeRegionsResponse")
                .text("RequestId", requestId)
                .object(
                        "Regions",
                        it -> it.list("Region", regions, (body, region) -> body.text("RegionId", region)
                                .text("RegionEndpoint", endpoint)
                                .text("LocalName", region)))
                .finish();
    }

    static byte[] connections(Format format, String requestId, Listing.Page page, int pageNumber, int pageSize) {
        return format.body("DescribeVpnConnectionsResponse")
                .number("TotalCount", page.total())
                .text("RequestId", requestId)
                .number("PageSize", pageSize)
                .number("PageNumber", pageNumber)
                .object(
                        "VpnConnections",
                        it -> it.list("VpnConnection", page.items(), (body, look) -> describe(body, look, false)))
                .finish();
    }

    static byte[] connection(Format format, String requestId, ConnectionStatus look) {
        var body = format.body("DescribeVpnConnectionResponse").text("RequestId", requestId);
        describe(body, look, true);
        return body.finish();
    }

    private static void describe(Body body, ConnectionStatus look, boolean single) {
        Connection connection = look.connection();
        Plan plan = look.plan();
        boolean dual = connection.dual();
        body.text("VpnConnectionId", connection.id())
                .text("VpnGatewayId", connection.vpnGatewayId())
                .text("CustomerGatewayId", dual ? "" : connection.ends().get(0).customerGatewayId())
                .text("Name", plan.name())
                .text("Status", dual ? null : look.lines().get(0).status())
                .text("State", look.lifecycle())
                .text("AttachType", attachType(connection))
                .number("CreateTime", connection.createdAt())
                .text("LocalSubnet", plan.localSubnet())
                .text("RemoteSubnet", plan.remoteSubnet())
                .flag("EffectImmediately", plan.effectImmediately());
        if (!dual) {
            body.flag("EnableDpd", true).flag("EnableNatTraversal", true);
        }
        body.flag("EnableTunnelsBgp", dual && plan.bgp() != null)
                .flag("CrossAccountAuthorized", false)
                .text("NetworkType", "public")
                .text("ResourceGroupId", "rg-simulated");
        if (dual) {
            body.object(
                    "TunnelOptionsSpecification",
                    it -> it.list("TunnelOptions", List.of(0, 1), (options, line) -> tunnel(options, look, line)));
        } else {
            single(body, look, single);
        }
        router(body, connection, single);
        body.object(single ? "Tags" : "Tag", it -> tags(it, plan.tags()));
    }

    private static void single(Body body, ConnectionStatus look, boolean single) {
        var end = look.connection().ends().get(0);
        body.object("IkeConfig", it -> ike(it, end.internetIp(), end.peerIp(), look.psk(0))
                        .number("IkeLifetime", Long.parseLong(IKE_LIFETIME)))
                .object("IpsecConfig", it -> ipsec(it).number("IpsecLifetime", 28800))
                .object("VcoHealthCheck", it -> healthCheck(it, look));
        Plan.Bgp bgp = look.plan().bgp();
        if (bgp != null) {
            body.object("VpnBgpConfig", it -> bgp(it, bgp, look, single));
        } else if (single) {
            body.object("VpnBgpConfig", it -> it.text("EnableBgp", "false"));
        }
    }

    /** The object is present even if the health check is off, but then without a Status. */
    private static void healthCheck(Body body, ConnectionStatus look) {
        var check = look.plan().healthCheck();
        body.text("Status", look.lines().get(0).health())
                .text("Enable", Boolean.toString(check != null))
                .text("Dip", check == null ? "" : check.dip())
                .text("Sip", check == null ? "" : check.sip())
                .number("Retry", check == null ? 0 : check.retry())
                .number("Interval", check == null ? 0 : check.interval())
                .text("Policy", check == null ? null : check.policy());
    }

    /** Only the single call says whether BGP is enabled. */
    private static void bgp(Body body, Plan.Bgp bgp, ConnectionStatus look, boolean single) {
        body.text("EnableBgp", single ? "true" : null)
                .text("Status", look.lines().get(0).bgp())
                .number("LocalAsn", bgp.localAsn())
                .text("TunnelCidr", bgp.cidr(0))
                .text("PeerBgpIp", bgp.peerIp(0))
                .number("PeerAsn", bgp.peerAsn())
                .text("LocalBgpIp", bgp.localIp(0))
                .text("AuthKey", bgp.authKey());
    }

    private static void tunnel(Body body, ConnectionStatus look, int line) {
        var end = look.connection().ends().get(line);
        var now = look.lines().get(line);
        body.text("TunnelId", end.tunnelId())
                .text("Role", end.role())
                .text("State", now.lifecycle())
                .text("Status", now.status())
                .text("InternetIp", end.internetIp())
                .text("ZoneNo", end.zone())
                .text("CustomerGatewayId", end.customerGatewayId())
                .text("EnableDpd", "true")
                .text("EnableNatTraversal", "true");
        Plan.Bgp bgp = look.plan().bgp();
        if (bgp != null) {
            body.object("TunnelBgpConfig", it -> it.text("BgpStatus", now.bgp())
                    .text("LocalAsn", Long.toString(bgp.localAsn()))
                    .text("PeerAsn", Long.toString(bgp.peerAsn()))
                    .text("LocalBgpIp", bgp.localIp(line))
                    .text("PeerBgpIp", bgp.peerIp(line))
                    .text("TunnelCidr", bgp.cidr(line)));
        }
        body.object("TunnelIkeConfig", it -> ike(it, end.internetIp(), end.peerIp(), look.psk(line))
                        .text("IkeLifetime", IKE_LIFETIME))
                .object("TunnelIpsecConfig", it -> ipsec(it).text("IpsecLifetime", "3600"));
        if (look.connection().router() != null) {
            body.number("TunnelIndex", line + 1L);
        }
    }

    private static void router(Body body, Connection connection, boolean single) {
        var router = connection.router();
        if (router != null) {
            body.text("AttachInstanceId", router.attachInstanceId())
                    .text("TransitRouterId", router.id())
                    .text("TransitRouterName", router.name())
                    .text("Spec", router.spec())
                    .text("TunnelBandwidth", connection.dual() ? "standard" : null)
                    .text("InternetIp", router.internetIp())
                    .text("ZoneNo", single ? router.zone() : null);
        } else if (connection.vpnGatewayId() == null) {
            body.text("Spec", "1000M");
        }
    }

    private static void tags(Body body, Map<String, String> tags) {
        body.list("Tag", tags.entrySet(), (it, tag) -> it.text("Key", tag.getKey())
                .text("Value", tag.getValue()));
    }

    private static Body ike(Body body, String localId, String remoteId, String psk) {
        return body.text("IkeAuthAlg", "sha256")
                .text("LocalId", localId)
                .text("IkeEncAlg", "aes256")
                .text("IkeVersion", "ikev2")
                .text("IkeMode", "main")
                .text("Psk", psk)
                .text("RemoteId", remoteId)
                .text("IkePfs", "group14");
    }

    private static Body ipsec(Body body) {
        return body.text("IpsecPfs", "group14").text("IpsecEncAlg", "aes256").text("IpsecAuthAlg", "sha256");
    }

    private static String attachType(Connection connection) {
        return connection.router() != null ? "CEN" : connection.vpnGatewayId() != null ? "VPNGW" : "NO_ASSOCIATED";
    }

    /** The configuration for the customer's device: local and remote are seen from there. */
    static byte[] download(Format format, String requestId, ConnectionStatus look) {
        return format.body("DownloadVpnConnectionConfigResponse")
                .text("RequestId", requestId)
                .object("VpnConnectionConfig", it -> {
                    if (look.connection().dual()) {
                        it.text("RemoteSubnet", look.plan().localSubnet())
                                .text("LocalSubnet", look.plan().remoteSubnet())
                                .object("TunnelsConfig", all -> downloadTunnels(all, look));
                    } else {
                        downloadEnd(it, look, 0)
                                .text("RemoteSubnet", look.plan().localSubnet())
                                .text("LocalSubnet", look.plan().remoteSubnet());
                    }
                    downloadBgp(it, look, look.plan().bgp());
                })
                .finish();
    }

    private static void downloadTunnels(Body body, ConnectionStatus look) {
        body.list(
                "TunnelConfig",
                List.of(0, 1),
                (it, line) -> downloadEnd(
                        it.text("TunnelId", look.connection().ends().get(line).tunnelId()), look, line));
    }

    /** Lifetimes are numbers in this call, for tunnels too. */
    private static Body downloadEnd(Body body, ConnectionStatus look, int line) {
        var end = look.connection().ends().get(line);
        return body.text("Remote", end.internetIp())
                .text("Local", end.peerIp())
                .object("IkeConfig", it -> ike(it, end.peerIp(), end.internetIp(), look.psk(line))
                        .number("IkeLifetime", Long.parseLong(IKE_LIFETIME)))
                .object("IpsecConfig", it -> ipsec(it)
                        .number("IpsecLifetime", look.connection().dual() ? 3600 : 28800));
    }

    /** The cloud gives no BGP configuration for a single-tunnel connection. */
    private static void downloadBgp(Body body, ConnectionStatus look, Plan.@Nullable Bgp bgp) {
        if (bgp != null && look.connection().dual()) {
            body.object(
                    "BgpConfigs",
                    all -> all.list("BgpConfig", List.of(0, 1), (it, line) -> it.text(
                                    "TunnelId",
                                    look.connection().ends().get(line).tunnelId())
                            .text("LocalAsn", Long.toString(bgp.peerAsn()))
                            .text("PeerAsn", Long.toString(bgp.localAsn()))
                            .text("LocalBgpIp", bgp.peerIp(line))
                            .text("PeerBgpIp", bgp.localIp(line))
                            .text("TunnelCidr", bgp.cidr(line))));
        }
    }
}
