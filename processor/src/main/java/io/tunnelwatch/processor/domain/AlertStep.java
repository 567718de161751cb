package io.tunnelwatch.processor.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert, whole, at one step of its life.
 *
 * @param facet null for an alert of many
 * @param resolvedAt null while it stands
 * @param inhibitedBy the fingerprint of the alert that speaks for it
 * @param members connections that it speaks for
 * @param summary what is wrong
 * @param advice what to look at next; empty once it is over
 * @param recentChanges what was changed shortly before
 * @param diagnosis the cloud's own FailedReasonCode; empty if it was not asked
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
        @Nullable FacetKind facet,
        Instant firedAt,
        Instant updatedAt,
        @Nullable Instant resolvedAt,
        @Nullable String inhibitedBy,
        List<String> members,
        Verdict verdict,
        String summary,
        String advice,
        @Nullable Context context,
        List<Transition.Change> recentChanges,
        String diagnosis)
        implements Event {

    public AlertStep {
        members = List.copyOf(members);
        recentChanges = List.copyOf(recentChanges);
    }

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
