package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Order;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionsOfTopicTest {
    private static final Instant AT = Instant.parse("2026-11-21T08:00:00Z");
    private static final FacetValue UP = new FacetValue(FacetState.UP, FacetReason.IPSEC_ESTABLISHED, "", AT);

    private final ConnectionsOfTopic connections = new ConnectionsOfTopic(List.of(
            view("vco-1", "成都分公司 branch-chengdu", false),
            view("vco-2", "branch-berlin", false),
            view("vco-3", "to vpn-1 branch-bern\u202e", false),
            view("vco-4", "branch-berlin, the old one", true)));

    @ParameterizedTest
    @CsvSource({
        "vco-1,vco-1",
        "VCO-2,vco-2",
        "成都,vco-1",
        "Berlin,vco-2",
        "prod/cn-hangzhou/vco-3,vco-3",
        "tun-vco-1,vco-1",
        "vco-4,vco-4",
        "prod/cn-hangzhou/VCO-4,vco-4"
    })
    void shouldFindAConnectionByWhatAPersonCallsIt(String name, String id) {
        assertThat(new ConnectionNames(connections).find(name).path("id").asText())
                .isEqualTo(id);
    }

    @Test
    void shouldListTheCandidatesOfAnAmbiguousName() {
        assertThatThrownBy(() -> new ConnectionNames(connections).find("branch-ber"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("any of 2 connections: vco-2 (branch-berlin, prod/cn-hangzhou); vco-3 (")
                .hasMessageNotContaining("vco-4");
    }

    @Test
    void shouldTellAGatewayFromAPartOfAName() {
        assertThat(connections.isGatewayOrTarget("vpn-1")).isTrue();
        assertThat(connections.isGatewayOrTarget("cgw-1")).isTrue();
        assertThat(connections.isGatewayOrTarget("prod/cn-hangzhou")).isTrue();
        assertThat(connections.isGatewayOrTarget("")).isFalse();
        assertThat(connections.isGatewayOrTarget("branch-berlin")).isFalse();
    }

    private static ConnectionView view(String id, String name, boolean isDeleted) {
        return ConnectionView.newBuilder()
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setConnectionId(id)
                .setHeadline(UP)
                .setFacets(List.of(new FacetView("tun-" + id, FacetKind.IPSEC, UP)))
                .setContext(ConnectionContext.newBuilder()
                        .setName(name)
                        .setVpnGatewayId(isDeleted ? "" : "vpn-1")
                        .setCustomerGatewayIds(List.of("cgw-1"))
                        .build())
                .setDeletedAt(isDeleted ? AT : null)
                .setChangedAt(AT)
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }
}
