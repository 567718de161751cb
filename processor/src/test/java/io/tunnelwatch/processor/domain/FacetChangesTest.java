package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each change of a facet starts from the value before, and a facet that is read no more has an end. */
class FacetChangesTest {
    private final Scene scene = new Scene();

    @Test
    void shouldEndTheFacetsOfTunnelsThatAConnectionHasNoMore() {
        scene.scan(SeenConnection.dual("vco-1", UP, PHASE1)).forgetEvents();

        scene.scan(SeenConnection.single("vco-1", UP));

        assertThat(scene.transitions())
                .filteredOn(it -> it.kind() == Transition.Kind.FACET_ENDED)
                .extracting(Transition::facet, it -> state(it.from()), it -> state(it.to()))
                .containsExactlyInAnyOrder(
                        tuple(new FacetId("vco-1", FacetKind.REDUNDANCY), FacetState.DEGRADED, null),
                        tuple(new FacetId("vco-1-a", FacetKind.IPSEC), FacetState.UP, null),
                        tuple(new FacetId("vco-1-a", FacetKind.BGP), FacetState.NOT_CONFIGURED, null),
                        tuple(new FacetId("vco-1-b", FacetKind.IPSEC), FacetState.DOWN, null),
                        tuple(new FacetId("vco-1-b", FacetKind.BGP), FacetState.NOT_CONFIGURED, null));
    }

    @Test
    void shouldTellOfWhatAGapEndsWithAsAChangeFromUnknown() {
        scene.scan(SeenConnection.single("vco-1", UP)).forgetEvents();

        scene.advance(Duration.ofMinutes(10)).scan(SeenConnection.single("vco-1", PHASE1));

        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC))
                .extracting(it -> state(it.from()), it -> state(it.to()))
                .containsExactly(tuple(FacetState.UP, FacetState.UNKNOWN), tuple(FacetState.UNKNOWN, FacetState.DOWN));
    }

    private static @Nullable FacetState state(@Nullable FacetValue value) {
        return value == null ? null : value.state();
    }
}
