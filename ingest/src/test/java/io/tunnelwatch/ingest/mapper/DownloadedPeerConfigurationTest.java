package io.tunnelwatch.ingest.mapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration.Tunnel;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadedPeerConfigurationTest {
    private final ResponseMapper mapper = new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8)));

    static List<String> downloads() {
        return ExampleResponses.all("download");
    }

    @Test
    void shouldTellTheDevicesSideOfSingleTunnelAsTheConnectionTellsIt() throws Exception {
        // Given
        var connection = mapper.connection(
                        ExampleResponses.bytes("connection/01-single.json"), "vco-fx1single000000000001")
                .value();
        // When
        DownloadedPeerConfiguration peer = read("download/01-single.json");
        // Then
        assertThat(peer.localSubnets()).isEqualTo(connection.getLocalSubnets());
        assertThat(peer.remoteSubnets()).isEqualTo(connection.getRemoteSubnets());
        assertThat(peer.tunnels())
                .containsExactly(new Tunnel(
                        "", "203.0.113.11", "198.51.100.21", connection.getIke(), connection.getIpsec(), null));
    }

    @Test
    void shouldTellBothTunnelsAsTheConnectionTellsThem() throws Exception {
        // Given
        List<TunnelSnapshot> tunnels = mapper.connection(
                        ExampleResponses.bytes("connection/02-dual-tunnel.json"), "vco-fx2dual00000000000001")
                .value()
                .getTunnels();
        // When
        DownloadedPeerConfiguration peer = read("download/02-dual-tunnel.json");
        // Then
        assertThat(peer.tunnels()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            Bgp bgp = Bgp.newBuilder(tunnels.get(i).getBgp()).setStatus("").build();
            assertThat(peer.tunnels().get(i))
                    .isEqualTo(new Tunnel(
                            tunnels.get(i).getTunnelId(),
                            tunnels.get(i).getInternetIp(),
                            "198.51.100.3" + (i + 1),
                            tunnels.get(i).getIke(),
                            tunnels.get(i).getIpsec(),
                            bgp));
        }
    }

    @Test
    void shouldReadTheTunnelsWhicheverListComesFirst() throws Exception {
        // Given
        String bgp = "\"BgpConfigs\":{\"BgpConfig\":[{\"TunnelId\":\"tun-1\",\"PeerAsn\":\"7\"}]}";
        String tunnels = "\"TunnelsConfig\":{\"TunnelConfig\":[{\"TunnelId\":\"tun-1\",\"Local\":\"10.0.0.1\"}]}";
        // When
        DownloadedPeerConfiguration one = mapper.peerConfiguration(
                        utf8("{\"VpnConnectionConfig\":{" + bgp + "," + tunnels + "}}"))
                .value();
        DownloadedPeerConfiguration other = mapper.peerConfiguration(
                        utf8("{\"VpnConnectionConfig\":{" + tunnels + "," + bgp + "}}"))
                .value();
        // Then
        assertThat(one).isEqualTo(other);
        assertThat(one.tunnels()).singleElement().satisfies(it -> {
            assertThat(it.remoteAddress()).isEqualTo("10.0.0.1");
            assertThat(it.bgp()).isEqualTo(Bgp.newBuilder().setLocalAsn(7L).build());
        });
    }

    @ParameterizedTest
    @MethodSource("downloads")
    void shouldLetNoSecretThrough(String fixture) throws Exception {
        // Given
        assertThat(ExampleResponses.text(fixture)).contains("must-never");
        // When / Then
        assertThat(read(fixture).toString()).doesNotContain("must-never").contains("pskFingerprint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"VpnConnectionConfig\":\"\"}", "[]", "{\"VpnConnectionConfig\":{}", "<html/>"})
    void shouldRefuseWhatIsNoConfiguration(String body) {
        assertThatThrownBy(() -> mapper.peerConfiguration(utf8(body))).isInstanceOf(MalformedResponseException.class);
    }

    private DownloadedPeerConfiguration read(String fixture) throws MalformedResponseException {
        return mapper.peerConfiguration(ExampleResponses.bytes(fixture)).value();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
