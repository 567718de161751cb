package io.tunnelwatch.processor.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert, whole, at one step of its life.
 *
 * @param resolvedAt null while it stands
 * @param verdict why this step was made
 */
public record AlertStep(
        String fingerprint,
        String stepId,
        AlertKey key,
        Status status,
        Target target,
        Order order,
        @Nullable String connectionId,
        AlertState.Onset onset,
        AlertState.Trouble trouble,
        FacetKind facet,
        Instant firedAt,
        Instant updatedAt,
        @Nullable Instant resolvedAt,
        Verdict verdict,
        String summary,
        @Nullable Context context)
        implements Event {

    /** Where in its life. The names stand in the topics. */
    public enum Status {
        FIRING,
        UPDATED,
        RESOLVED,
        /** It comes and goes too often to be told each time. */
        FLAPPING,
        /** It has not come back for so long that the flapping is over in fact. */
        DOWN_WHILE_FLAPPING,
        /** Calm again; whether it stands says how it is. */
        FLAP_END
    }

    public boolean isActive() {
        return resolvedAt == null;
    }
}
