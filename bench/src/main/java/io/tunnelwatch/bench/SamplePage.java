package io.tunnelwatch.bench;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A page of DescribeVpnConnections as the API writes it: without blanks, with every field. */
final class SamplePage {
    private static final String FIELDS =
            """
            "VpnConnectionId":"vco-bench%06d0000000000","VpnGatewayId":"vpn-bench00000000000001",
            "CustomerGatewayId":"cgw-bench00000000000001","Name":"plant-%06d","State":"active","AttachType":"VPNGW",
            "CreateTime":1735689660000,"LocalSubnet":"10.30.0.0/16","RemoteSubnet":"192.168.50.0/24,192.168.51.0/24",
            "EffectImmediately":true,"EnableDpd":true,"EnableNatTraversal":true,"EnableTunnelsBgp":true,
            "CrossAccountAuthorized":false,"NetworkType":"public","ResourceGroupId":"rg-bench0000000001",
            "Tag":{"Tag":[{"Key":"env","Value":"prod"},{"Key":"site","Value":"plant-%06d"}]},""";

    private static final String SINGLE =
            """
            "Status":"ipsec_sa_established",%s,
            "VcoHealthCheck":{"Status":"success","Enable":"true","Dip":"192.168.40.10","Sip":"10.20.0.9","Retry":3,
            "Interval":3,"Policy":"revoke_route"},
            "VpnBgpConfig":{"Status":"success","LocalAsn":45104,"TunnelCidr":"169.254.10.0/30","PeerBgpIp":"169.254.10.2",
            "PeerAsn":65010,"LocalBgpIp":"169.254.10.1"}""";

    private static final String TUNNEL =
            """
            {"TunnelId":"tun-bench%06d%d","Role":"%s","State":"active","Status":"ipsec_sa_established",
            "InternetIp":"203.0.113.31","ZoneNo":"cn-hangzhou-h","CustomerGatewayId":"cgw-bench00000000000001",
            "EnableDpd":"true","EnableNatTraversal":"true","TunnelBgpConfig":{"BgpStatus":"success","LocalAsn":"65530",
            "PeerAsn":"65010","LocalBgpIp":"169.254.20.1","PeerBgpIp":"169.254.20.2","TunnelCidr":"169.254.20.0/30"},
            %s}""";

    private static final String KEYS =
            """
            "%sIkeConfig":{"IkeAuthAlg":"sha256","LocalId":"203.0.113.31","IkeEncAlg":"aes256","IkeVersion":"ikev2",
            "IkeMode":"main","IkeLifetime":"86400","Psk":"sample-%06d-%d-key","RemoteId":"198.51.100.31",
            "IkePfs":"group14"},
            "%sIpsecConfig":{"IpsecPfs":"group14","IpsecEncAlg":"aes256","IpsecAuthAlg":"sha256","IpsecLifetime":"3600"}""";

    private SamplePage() {}

    static byte[] of(int connections, boolean dual) {
        String items = IntStream.range(0, connections)
                .mapToObj(i ->
                        "{" + FIELDS.formatted(i, i, i) + (dual ? both(i) : SINGLE.formatted(keys("", i, 1))) + "}")
                .collect(Collectors.joining(","));
        String page = "{\"TotalCount\":" + connections + ",\"RequestId\":\"0F1C7A2E-5B30-5D4E-9A6B-7C8D9E0F0030\","
                + "\"PageSize\":50,\"PageNumber\":1,\"VpnConnections\":{\"VpnConnection\":[" + items + "]}}";
        return page.replace("\n", "").getBytes(StandardCharsets.UTF_8);
    }

    private static String both(int i) {
        return "\"TunnelOptionsSpecification\":{\"TunnelOptions\":["
                + TUNNEL.formatted(i, 1, "master", keys("Tunnel", i, 1)) + ","
                + TUNNEL.formatted(i, 2, "slave", keys("Tunnel", i, 2)) + "]}";
    }

    private static String keys(String prefix, int i, int number) {
        return KEYS.formatted(prefix, i, number, prefix);
    }
}
