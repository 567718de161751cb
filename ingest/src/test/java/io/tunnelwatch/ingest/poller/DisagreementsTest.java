package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Disagreement;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.IpsecConfig;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DisagreementsTest {
    private static final IkeConfig IKE = IkeConfig.newBuilder()
            .setVersion("ikev2")
            .setEncryption("aes256")
            .setDhGroup("group14")
            .setLifetimeSeconds(86_400L)
            .setLocalId("203.0.113.11")
            .setPskFingerprint("aa11")
            .build();
    private static final IpsecConfig IPSEC = IpsecConfig.newBuilder()
            .setEncryption("aes256")
            .setLifetimeSeconds(3_600L)
            .build();
    private static final Bgp BGP = Bgp.newBuilder()
            .setLocalAsn(45104L)
            .setPeerAsn(65010L)
            .setStatus("success")
            .setAuthKeyFingerprint("bb22")
            .build();

    @Test
    void shouldFindNoneWhereBothSayTheSameOrOneSaysNothing() {
        // Given
        var said =
                IkeConfig.newBuilder(IKE).setEncryption("AES256").setLocalId("").build();
        var bgp = Bgp.newBuilder().setLocalAsn(45104L).setPeerAsn(65010L).build();
        // When
        var found =
                Disagreements.between(single(), peer(List.of("10.2.0.0/16", "10.1.0.0/16"), end("", said, null, bgp)));
        // Then
        assertThat(found).isEmpty();
    }

    @Test
    void shouldNameEachByItsPath() {
        // Given
        var ike = IkeConfig.newBuilder(IKE)
                .setDhGroup("group2")
                .setLifetimeSeconds(28_800L)
                .setPskFingerprint("cc33")
                .build();
        var ipsec = IpsecConfig.newBuilder(IPSEC).setEncryption("3des").build();
        var bgp = Bgp.newBuilder(BGP).setPeerAsn(65011L).build();
        // When
        var found = Disagreements.between(single(), peer(List.of("10.1.0.0/16"), end("", ike, ipsec, bgp)));
        // Then
        assertThat(found)
                .containsExactly(
                        new Disagreement("bgp.peerAsn", "65010", "65011"),
                        new Disagreement("ike.dhGroup", "group14", "group2"),
                        new Disagreement("ike.lifetimeSeconds", "86400", "28800"),
                        new Disagreement("ike.pskFingerprint", "aa11", "cc33"),
                        new Disagreement("ipsec.encryption", "aes256", "3des"),
                        new Disagreement("localSubnets", "10.1.0.0/16,10.2.0.0/16", "10.1.0.0/16"));
    }

    @Test
    void shouldHoldEachTunnelAgainstItsOwn() {
        // Given
        var dual = ConnectionSnapshot.newBuilder()
                .setConnectionId("vco-2")
                .setContentHash(0)
                .setTunnels(List.of(tunnel("tun-1"), tunnel("tun-2")))
                .build();
        var other = IkeConfig.newBuilder(IKE).setEncryption("aes").build();
        // When
        var found = Disagreements.between(
                dual,
                peer(
                        List.of(),
                        end("tun-1", IKE, IPSEC, null),
                        end("tun-2", other, IPSEC, null),
                        end("tun-9", other, null, null)));
        // Then
        assertThat(found).containsExactly(new Disagreement("tun-2.ike.encryption", "aes256", "aes"));
    }

    private static ConnectionSnapshot single() {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId("vco-1")
                .setContentHash(0)
                .setLocalSubnets(List.of("10.1.0.0/16", "10.2.0.0/16"))
                .setIke(IKE)
                .setIpsec(IPSEC)
                .setBgp(BGP)
                .build();
    }

    private static TunnelSnapshot tunnel(String id) {
        return TunnelSnapshot.newBuilder()
                .setTunnelId(id)
                .setIke(IKE)
                .setIpsec(IPSEC)
                .build();
    }

    private static DownloadedPeerConfiguration peer(
            List<String> localSubnets, DownloadedPeerConfiguration.Tunnel... ends) {
        return new DownloadedPeerConfiguration(localSubnets, List.of(), List.of(ends));
    }

    private static DownloadedPeerConfiguration.Tunnel end(
            String id, @Nullable IkeConfig ike, @Nullable IpsecConfig ipsec, @Nullable Bgp bgp) {
        return new DownloadedPeerConfiguration.Tunnel(id, "", "", ike, ipsec, bgp);
    }
}
