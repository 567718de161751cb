package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tunnelwatch.processor.domain.observation.Configuration;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Disagreement;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.PeerConfiguration;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationCodecTest {
    @Test
    void shouldLayOutWhatIsConfiguredUnderItsPaths() {
        var snapshot = snapshot();
        snapshot.setLocalSubnets(List.of("10.0.0.0/8", "172.16.0.0/12"));
        snapshot.setTags(List.of(new Tag("env", "prod"), new Tag("team", "net")));
        snapshot.setTunnels(List.of(tunnel("tun-a", "aes"), tunnel("tun-b", "aes256")));
        snapshot.setPeer(peer(List.of(new Disagreement("ike.mode", "main", "aggressive"))));

        assertThat(ConfigurationCodec.decode(snapshot).entries())
                .contains(
                        entry("localSubnets", "10.0.0.0/8,172.16.0.0/12"),
                        entry("tags.env", "prod"),
                        entry("tags.team", "net"),
                        entry("tun-a.ike.encryption", "aes"),
                        entry("tun-b.ike.encryption", "aes256"),
                        entry("peer.ike.mode", "aggressive, not main"))
                .doesNotContainKeys("status", "contentHash", "tun-a.status");
    }

    @Test
    void shouldHashWhatIsConfiguredAndNotWhatIsMeasured() {
        Configuration before = ConfigurationCodec.decode(snapshot());
        var down = snapshot();
        down.setStatus("ike_sa_not_established");
        down.setContentHash(2L);
        var renamed = snapshot();
        renamed.setName("another");

        assertThat(ConfigurationCodec.decode(down).hash()).isEqualTo(before.hash());
        assertThat(ConfigurationCodec.decode(renamed).hash()).isNotEqualTo(before.hash());
    }

    /** The two ends disagree, or do not any more, and nothing else has changed. */
    @Test
    void shouldNoticeADisagreementOfThePeer() {
        var agreed = snapshot();
        agreed.setPeer(peer(List.of()));
        var disagreed = snapshot();
        disagreed.setPeer(peer(List.of(new Disagreement("ike.mode", "main", "aggressive"))));

        var changes = ConfigurationCodec.decode(agreed).changesTo(ConfigurationCodec.decode(disagreed));

        assertThat(changes).singleElement().satisfies(it -> {
            assertThat(it.path()).isEqualTo("peer.ike.mode");
            assertThat(it.before()).isEmpty();
            assertThat(it.after()).isEqualTo("aggressive, not main");
        });
    }

    @Test
    void shouldNotCallAFetchedPeerAChange() {
        var fetched = snapshot();
        fetched.setPeer(peer(List.of()));

        assertThat(ConfigurationCodec.decode(snapshot()).changesTo(ConfigurationCodec.decode(fetched)))
                .isEmpty();
    }

    private static ConnectionSnapshot snapshot() {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId("vco-1")
                .setContentHash(1L)
                .setStatus("ipsec_sa_established")
                .setLifecycle("active")
                .setName("one")
                .setIke(IkeConfig.newBuilder().setEncryption("aes").build())
                .build();
    }

    private static TunnelSnapshot tunnel(String id, String cipher) {
        return TunnelSnapshot.newBuilder()
                .setTunnelId(id)
                .setStatus("ipsec_sa_established")
                .setIke(IkeConfig.newBuilder().setEncryption(cipher).build())
                .build();
    }

    private static PeerConfiguration peer(List<Disagreement> disagreements) {
        return PeerConfiguration.newBuilder()
                .setFetchedFor(1L)
                .setDisagreements(disagreements)
                .build();
    }
}
