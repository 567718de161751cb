package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import org.jspecify.annotations.Nullable;

/** State and reason of an interval, without its times. Few distinct ones exist, however many intervals there are. */
public record FacetLabel(FacetState state, FacetReason reason, String raw, @Nullable CloseReason closeReason) {
    /** Returns whether the entity ended with this interval, so that a later one is a new beginning. */
    boolean endsItsEntity() {
        return closeReason == CloseReason.DELETED || closeReason == CloseReason.RETIRED;
    }

    static FacetLabel of(Interval it) {
        return new FacetLabel(it.getState(), it.getReason(), it.getRaw(), it.getCloseReason());
    }

    /** Returns whether two intervals with the same beginning are the same one, published twice. */
    boolean isOfSameInterval(FacetLabel other) {
        return state == other.state && reason == other.reason;
    }
}
