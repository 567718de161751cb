package io.tunnelwatch.sink.history;

import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transitions of one facet, each beginning where the one before ended. */
final class TransitionChain {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final String connectionId;
    private final @Nullable String tunnelId;
    private final FacetKind facet;
    private @Nullable FacetValue standing;
    private long scan;

    TransitionChain(String connectionId, @Nullable String tunnelId, FacetKind facet) {
        this.connectionId = connectionId;
        this.tunnelId = tunnelId;
        this.facet = facet;
    }

    Transition to(int second, FacetState state, FacetReason reason) {
        return to(second, second, state, reason);
    }

    /** A transition that is detected after it happened, as a gap is. */
    Transition to(int second, int since, FacetState state, FacetReason reason) {
        var kind = standing == null ? TransitionKind.FIRST_SEEN : TransitionKind.FACET_CHANGED;
        return transition(kind, second, new FacetValue(state, reason, "raw", START.plusSeconds(since)));
    }

    /** Another change in the same scan. */
    Transition alsoTo(int second, FacetState state, FacetReason reason) {
        scan--;
        return to(second, state, reason);
    }

    Transition end(int second) {
        return transition(TransitionKind.FACET_ENDED, second, null);
    }

    Transition deleted(int second) {
        var it = transition(TransitionKind.CONNECTION_DELETED, second, null);
        it.setFacet(null);
        return it;
    }

    /** The facet ends because its target is retired. */
    Transition retired(int second) {
        return transition(TransitionKind.RETIRED, second, null);
    }

    Transition connectionRetired(int second) {
        var it = transition(TransitionKind.RETIRED, second, null);
        it.setFacet(null);
        return it;
    }

    private Transition transition(TransitionKind kind, int second, @Nullable FacetValue to) {
        var it = Transition.newBuilder()
                .setTransitionId(connectionId + "-" + facet + "-" + ++scan)
                .setKind(kind)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId(connectionId)
                .setTunnelId(tunnelId)
                .setEntity(tunnelId == null ? connectionId : tunnelId)
                .setFacet(facet)
                .setFrom(standing)
                .setTo(to)
                .setNotBefore(START.plusSeconds(second - 1))
                .setDetectedAt(START.plusSeconds(second))
                .setOrder(new Order(1L, scan, 0))
                .setContext(new ConnectionContext(
                        "name", "VPNGW", "vpn-1", List.of(), "", "active", List.of(), List.of(), List.of()))
                .build();
        standing = to;
        return it;
    }
}
