package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A connection as it was at a time: its facets, its state, its name, and when it had last changed. */
class PastConnectionsTest {
    private static final String KEY = "acct/region/vco-1";
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");

    private final ReadModel model = new ReadModel();

    @Test
    void shouldHaveTheFacetsOfItsTunnels() {
        facet("vco-1", FacetKind.SERVICE, FacetState.UP, 0);
        facet("tun-1", FacetKind.IPSEC, FacetState.DOWN, 10);
        model.put(KEY, change(0, "tun-1", "Rome", "Rome 2"));

        assertThat(at(5).getFacets())
                .extracting(it -> it.getFacet() + " of " + it.getTunnelId())
                .containsExactly("SERVICE of null");
        assertThat(at(10).getFacets())
                .extracting(it -> it.getFacet() + " of " + it.getTunnelId())
                .containsExactly("SERVICE of null", "IPSEC of tun-1");
    }

    @Test
    void shouldHaveTheStateOfItsOwnFacetThatCountsMost() {
        facet("tun-1", FacetKind.IPSEC, FacetState.UP, 0);
        model.put(KEY, change(0, "tun-1", "Rome", "Rome 2"));
        facet("vco-1", FacetKind.BGP, FacetState.DEGRADED, 10);
        facet("vco-1", FacetKind.REDUNDANCY, FacetState.DOWN, 20);
        facet("vco-1", FacetKind.SERVICE, FacetState.NOT_CONFIGURED, 30);

        assertThat(List.of(at(9), at(10), at(20), at(30)))
                .extracting(it -> it.getHeadline().getState())
                .containsExactly(FacetState.UNKNOWN, FacetState.UNKNOWN, FacetState.DOWN, FacetState.NOT_CONFIGURED);
    }

    /** A change that nobody saw lies between the two; and the view may have followed a third one already. */
    @Test
    void shouldHaveTheNameThatTheLastChangeGaveIt() {
        model.put(
                KEY,
                ConnectionView.newBuilder(new SampleRecords(BEGAN).connection("vco-1"))
                        .setContext(named("Rome 5"))
                        .build());
        model.put(KEY, change(10, null, "Rome 1", "Rome 2"));
        model.put(KEY, change(20, null, "Rome 3", "Rome 4"));

        assertThat(List.of(at(9), at(10), at(19), at(20), at(99)))
                .extracting(it -> it.getContext().getName())
                .containsExactly("Rome 1", "Rome 2", "Rome 2", "Rome 4", "Rome 4");
    }

    @Test
    void shouldHaveChangedWithItsLastChangeUntilThen() {
        facet("vco-1", FacetKind.SERVICE, FacetState.UP, 0);
        model.put(KEY, change(10, null, "Rome 1", "Rome 2"));
        model.put(KEY, change(20, null, "Rome 2", "Rome 3"));

        assertThat(List.of(at(9), at(10), at(19), at(20)))
                .extracting(ConnectionView::getChangedAt)
                .containsExactly(BEGAN, BEGAN.plusSeconds(10), BEGAN.plusSeconds(10), BEGAN.plusSeconds(20));
    }

    @Test
    void shouldBeThereSinceItWasCreatedAlthoughNotObservedYet() {
        var created = change(10, null, "", "Rome");
        created.setKind(TransitionKind.CONNECTION_CREATED);
        model.put(KEY, created);

        assertThat(model.past().connections(BEGAN.plusSeconds(9))).isEmpty();
        assertThat(model.past().connections(BEGAN.plusSeconds(10))).hasSize(1);
    }

    @Test
    void shouldFindTheConnectionsOfATargetThatAreNamedOrOnAGateway() {
        connection("acct/region", "vco-1", ConnectionContext.newBuilder().build());
        connection(
                "acct/region",
                "vco-2",
                ConnectionContext.newBuilder().setVpnGatewayId("vpn-a").build());
        connection(
                "acct/region",
                "vco-3",
                ConnectionContext.newBuilder().setTransitRouterId("tr-a").build());
        connection(
                "acct/region",
                "vco-4",
                ConnectionContext.newBuilder()
                        .setCustomerGatewayIds(List.of("cgw-a", "cgw-b"))
                        .build());
        connection(
                "acct/region-2",
                "vco-5",
                ConnectionContext.newBuilder().setVpnGatewayId("vpn-a").build());

        assertThat(related(Set.of(KEY), Set.of("vpn-z"))).containsExactly("vco-1");
        assertThat(related(Set.of("acct/region-2/vco-5"), Set.of("vpn-a"))).containsExactly("vco-2");
        assertThat(related(Set.of(), Set.of("tr-a"))).containsExactly("vco-3");
        assertThat(related(Set.of(), Set.of("cgw-b"))).containsExactly("vco-4");
        assertThat(related(Set.of(KEY), Set.of("vpn-a", "tr-a", "cgw-a")))
                .containsExactly("vco-1", "vco-2", "vco-3", "vco-4");
    }

    private List<String> related(Set<String> named, Set<String> gateways) {
        return model.past().related("acct/region", named, gateways, BEGAN).stream()
                .map(ConnectionView::getConnectionId)
                .toList();
    }

    private void connection(String target, String id, ConnectionContext context) {
        model.put(
                target + "/" + id,
                ConnectionView.newBuilder(new SampleRecords(BEGAN).connection(id))
                        .setContext(context)
                        .build());
    }

    private ConnectionView at(int second) {
        return model.past().connection(KEY, BEGAN.plusSeconds(second)).orElseThrow();
    }

    private void facet(String entity, FacetKind facet, FacetState state, int since) {
        long from = BEGAN.plusSeconds(since).toEpochMilli();
        var label = new FacetLabel(state, FacetReason.UNKNOWN, "", null);
        model.intervals().put(entity, facet, from, FacetTimeline.OPEN, from, label);
    }

    private static Transition change(int second, @Nullable String tunnel, String before, String after) {
        return Transition.newBuilder()
                .setTransitionId("t" + second)
                .setKind(TransitionKind.CONFIGURATION_CHANGED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setTunnelId(tunnel)
                .setEntity("vco-1")
                .setNotBefore(BEGAN.plusSeconds(second))
                .setDetectedAt(BEGAN.plusSeconds(second))
                .setContext(named(after))
                .setChanges(List.of(new ConfigurationChange(null, "name", before, after)))
                .setOrder(SampleRecords.ORDER)
                .build();
    }

    private static ConnectionContext named(String name) {
        return ConnectionContext.newBuilder().setName(name).build();
    }
}
