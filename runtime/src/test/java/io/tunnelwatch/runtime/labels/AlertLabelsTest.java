package io.tunnelwatch.runtime.labels;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertLabelsTest {
    @Test
    void shouldNameEverythingThatIsKnown() {
        Alert alert = alert(AlertRule.BgpDown, "tun-1");
        alert.setConnectionId("vco-1");
        alert.setTunnelId("tun-1");
        alert.setFacet(FacetKind.BGP);
        alert.setContext(context());

        assertThat(AlertLabels.of(alert))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("alertname", "BgpDown"),
                        Map.entry("severity", "critical"),
                        Map.entry("account", "acct"),
                        Map.entry("region", "region"),
                        Map.entry("vpn_connection_id", "vco-1"),
                        Map.entry("tunnel_id", "tun-1"),
                        Map.entry("layer", "bgp"),
                        Map.entry("vpn_gateway_id", "vgw-1"),
                        Map.entry("customer_gateway_id", "cgw-1,cgw-2"),
                        Map.entry("vpn_connection_name", "branch"),
                        Map.entry("tag_cost_center", "7")));
    }

    @Test
    void shouldLeaveOutWhatHasNoValue() {
        assertThat(AlertLabels.of(alert(AlertRule.TargetStale, "acct/region")))
                .containsOnlyKeys("alertname", "severity", "account", "region");
    }

    @Test
    void shouldNameTheGatewayThatIsDown() {
        assertThat(AlertLabels.of(alert(AlertRule.GatewayDown, "cgw-1")))
                .containsEntry("customer_gateway_id", "cgw-1")
                .doesNotContainKey("vpn_gateway_id");
        assertThat(AlertLabels.of(alert(AlertRule.GatewayDown, "vgw-1"))).containsEntry("vpn_gateway_id", "vgw-1");
    }

    /** A receiver that tells alerts apart by their labels would take a renamed connection for another one. */
    @Test
    void shouldKeepItsIdentityWhenAPersonRenamesTheConnection() {
        Alert before = alert(AlertRule.ConnectionDown, "vco-1");
        before.setContext(context());
        Alert after = Alert.newBuilder(before).build();
        after.getContext().setName("another");
        after.getContext().setTags(List.of());

        assertThat(AlertLabels.identity(after)).isEqualTo(AlertLabels.identity(before));
        assertThat(AlertLabels.of(after)).isNotEqualTo(AlertLabels.of(before));
    }

    private static ConnectionContext context() {
        return ConnectionContext.newBuilder()
                .setName("branch")
                .setVpnGatewayId("vgw-1")
                .setCustomerGatewayIds(List.of("cgw-1", "cgw-2"))
                .setTags(List.of(new Tag("cost-center", "7"), new Tag("empty", "")))
                .build();
    }

    private static Alert alert(AlertRule rule, String entity) {
        return Alert.newBuilder()
                .setFingerprint("f")
                .setStepId("s")
                .setRule(rule)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(AlertStatus.FIRING)
                .setActive(true)
                .setAccount("acct")
                .setRegion("region")
                .setEntity(entity)
                .setSince(Instant.EPOCH)
                .setNotBefore(Instant.EPOCH)
                .setFiredAt(Instant.EPOCH)
                .setUpdatedAt(Instant.EPOCH)
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }
}
