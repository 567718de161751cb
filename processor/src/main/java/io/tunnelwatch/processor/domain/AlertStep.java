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
        RESOLVED
    }

    public boolean isActive() {
        return resolvedAt == null;
    }
}
