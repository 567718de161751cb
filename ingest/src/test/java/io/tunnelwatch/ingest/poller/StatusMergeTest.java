package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.mapper.ContentHash;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusMergeTest {
    private final ConnectionSnapshot listed = hashed(ConnectionSnapshot.newBuilder()
            .setConnectionId("vco-1")
            .setContentHash(0)
            .setStatus("ipsec_sa_established")
            .setName("as listed")
            .setBgp(bgp("success"))
            .setHealthCheck(HealthCheck.newBuilder()
                    .setEnabled(true)
                    .setStatus("success")
                    .build())
            .setTunnels(List.of(tunnel("tun-1", "ipsec_sa_established"), tunnel("tun-2", "ipsec_sa_established")))
            .build());

    @Test
    void shouldTakeStatusesAndNothingElse() {
        // Given: the answer about one connection has fields that listings lack
        var lookup = hashed(ConnectionSnapshot.newBuilder(listed)
                .setStatus("ike_sa_not_established")
                .setZone("only here")
                .setBgp(Bgp.newBuilder(bgp("false")).setEnabled(true).build())
                .setHealthCheck(null)
                .setTunnels(List.of(tunnel("tun-2", "ike_sa_established"), tunnel("tun-1", "")))
                .build());
        // When
        var updated = StatusMerge.merged(listed, lookup);
        // Then
        var expected = hashed(ConnectionSnapshot.newBuilder(listed)
                .setStatus("ike_sa_not_established")
                .setBgp(bgp("false"))
                .setTunnels(List.of(tunnel("tun-1", "ipsec_sa_established"), tunnel("tun-2", "ike_sa_established")))
                .build());
        assertThat(updated).isEqualTo(expected);
        assertThat(listed.getStatus()).isEqualTo("ipsec_sa_established");
    }

    @Test
    void shouldFindNothingNewWhereOnlyTheShapeOfTheAnswerDiffers() {
        // Given
        var lookup = hashed(
                ConnectionSnapshot.newBuilder(listed).setZone("only here").build());
        // When
        var updated = StatusMerge.merged(listed, lookup);
        // Then
        assertThat(updated).isEqualTo(listed);
    }

    private static Bgp bgp(String status) {
        return Bgp.newBuilder().setStatus(status).build();
    }

    private static TunnelSnapshot tunnel(String id, String status) {
        return TunnelSnapshot.newBuilder().setTunnelId(id).setStatus(status).build();
    }

    private static ConnectionSnapshot hashed(ConnectionSnapshot snapshot) {
        snapshot.setContentHash(ContentHash.of(snapshot));
        return snapshot;
    }
}
