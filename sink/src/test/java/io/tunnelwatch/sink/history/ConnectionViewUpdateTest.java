package io.tunnelwatch.sink.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.serde.RecordCoders;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Transition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class ConnectionViewUpdateTest {
    @Test
    void shouldShowAConnectionAsItsLastTransitionsSay() {
        var tunnel = new TransitionChain("vco-1", "tun-1", FacetKind.IPSEC);
        var redundancy = new TransitionChain("vco-1", null, FacetKind.REDUNDANCY);
        ConnectionView view = null;
        for (Transition it : List.of(
                tunnel.to(1, FacetState.UP, FacetReason.IPSEC_ESTABLISHED),
                redundancy.to(1, FacetState.UP, FacetReason.ALL_TUNNELS_UP),
                tunnel.to(2, FacetState.DOWN, FacetReason.PHASE2_PENDING),
                redundancy.to(2, FacetState.DEGRADED, FacetReason.SOME_TUNNELS_DOWN))) {
            view = ConnectionViewUpdate.after(view, it).orElseThrow();
        }

        assertThat(Objects.requireNonNull(view).getHeadline().getState()).isEqualTo(FacetState.DEGRADED);
        assertThat(view.getFacets())
                .extracting(it -> it.getTunnelId() + " " + it.getFacet() + " "
                        + it.getValue().getState())
                .containsExactly("null REDUNDANCY DEGRADED", "tun-1 IPSEC DOWN");
    }

    @Test
    void shouldShowServiceAsTheStateOfAConnection() {
        var ipsec = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        var service = new TransitionChain("vco-1", null, FacetKind.SERVICE);
        ConnectionView view = ConnectionViewUpdate.after(
                        null, ipsec.to(1, FacetState.UP, FacetReason.IPSEC_ESTABLISHED))
                .orElseThrow();
        assertThat(view.getHeadline().getState()).as("of an earlier version").isEqualTo(FacetState.UP);

        view = ConnectionViewUpdate.after(view, service.to(1, FacetState.DOWN, FacetReason.BGP_NOT_ESTABLISHED))
                .orElseThrow();

        assertThat(view.getHeadline().getState()).isEqualTo(FacetState.DOWN);
        assertThat(view.getHeadline().getReason()).isEqualTo(FacetReason.BGP_NOT_ESTABLISHED);
    }

    /**
     * The context is unknown when the earlier transitions have expired. A view that cannot be written would end the history at
     * every start.
     */
    @Test
    void shouldWriteWhatIsKnownOfAConnectionWhoseContextIsNot() throws IOException {
        // Given
        var deleted = new TransitionChain("vco-1", null, FacetKind.IPSEC).deleted(1);
        deleted.setContext(null);
        // When
        ConnectionView view = ConnectionViewUpdate.after(null, deleted).orElseThrow();
        // Then
        var bytes = new ByteArrayOutputStream();
        RecordCoders.writer(ConnectionView.getClassSchema())
                .write(view, EncoderFactory.get().directBinaryEncoder(bytes, null));
        assertThat(bytes.size()).isPositive();
        assertThat(view.getContext().getName()).isEmpty();
    }

    @Test
    void shouldRecogniseWhatItHasTakenInAlready() {
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        var first = chain.to(1, FacetState.UP, FacetReason.IPSEC_ESTABLISHED);
        var second = chain.to(2, FacetState.DOWN, FacetReason.PHASE2_PENDING);
        var view = ConnectionViewUpdate.after(
                        ConnectionViewUpdate.after(null, first).orElseThrow(), second)
                .orElseThrow();

        assertThat(ConnectionViewUpdate.isLate(view, first)).isTrue();
        assertThat(ConnectionViewUpdate.isLate(view, second)).isFalse();
    }
}
