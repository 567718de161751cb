package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import org.jspecify.annotations.Nullable;

/** What an interval looked like, apart from when it was. There are few of them, however many intervals there are. */
public record Look(FacetState state, FacetReason reason, String raw, @Nullable CloseReason closeReason) {
    /** Whether what comes after it, if anything does, is another beginning. */
    boolean endsItsEntity() {
        return closeReason == CloseReason.DELETED || closeReason == CloseReason.RETIRED;
    }

    static Look of(Interval it) {
        return new Look(it.getState(), it.getReason(), it.getRaw(), it.getCloseReason());
    }

    /** Whether two of the same beginning are the same interval, told twice. */
    boolean isOfSameInterval(Look other) {
        return state == other.state && reason == other.reason;
    }
}
