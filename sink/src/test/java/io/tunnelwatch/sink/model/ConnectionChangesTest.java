package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The newest changes of a connection itself, each once, and the tunnels that it has had. */
class ConnectionChangesTest {
    private static final String KEY = "acct/region/vco-1";
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");

    private final ConnectionChanges changes = new ConnectionChanges();

    @Test
    void shouldKeepTheNewestTwoHundredOfAConnection() {
        for (int i = 0; i < 200; i++) {
            changes.put(KEY, change(i).build());
        }
        assertThat(ids(changes)).hasSize(200).startsWith("0");

        changes.put(KEY, change(200).build());

        assertThat(ids(changes)).hasSize(200).startsWith("1").endsWith("200");
    }

    @Test
    void shouldTakeAChangeThatComesAgainForTheSame() {
        changes.put(KEY, change(1).build());
        changes.put(KEY, change(2).build());
        changes.put(KEY, change(1).build());

        assertThat(ids(changes)).containsExactly("1", "2");
    }

    @Test
    void shouldKeepOfATransitionOfAFacetItsTunnelOnly() {
        changes.put(
                KEY, change(1).setFacet(FacetKind.IPSEC).setTunnelId("tun-2").build());
        var view = new SampleRecords(BEGAN).connection("vco-1");
        view.setFacets(List.of(facet(null), facet("tun-1")));

        assertThat(changes.of(KEY)).isEmpty();
        assertThat(changes.keys()).isEmpty();
        assertThat(changes.tunnels(KEY, view)).containsExactly("tun-1", "tun-2");
        assertThat(changes.tunnels(KEY, null)).containsExactly("tun-2");
    }

    @Test
    void shouldShareWhatCameAfterATime() {
        changes.put(KEY, change(1).setTunnelId("tun-1").build());
        changes.put(KEY, change(2).build());
        var own = new ConnectionChanges();

        own.share(changes, KEY, BEGAN.plusSeconds(1));

        assertThat(ids(own)).containsExactly("2");
        assertThat(own.tunnels(KEY, null)).containsExactly("tun-1");
    }

    private static List<String> ids(ConnectionChanges changes) {
        return changes.of(KEY).stream().map(Transition::getTransitionId).toList();
    }

    private static FacetView facet(@Nullable String tunnel) {
        return new FacetView(tunnel, FacetKind.IPSEC, new FacetValue(FacetState.UP, FacetReason.UNKNOWN, "", BEGAN));
    }

    private static Transition.Builder change(int number) {
        return Transition.newBuilder()
                .setTransitionId(Integer.toString(number))
                .setKind(TransitionKind.CONFIGURATION_CHANGED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setEntity("vco-1")
                .setNotBefore(BEGAN)
                .setDetectedAt(BEGAN.plusSeconds(number))
                .setOrder(new Order(1L, (long) number, 0));
    }
}
