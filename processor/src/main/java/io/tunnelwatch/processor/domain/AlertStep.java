package io.tunnelwatch.processor.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A complete alert at one step of its life.
 *
 * @param facet null for an alert that covers many connections
 * @param resolvedAt null while the alert is active
 * @param inhibitedBy fingerprint of the alert that inhibits it
 * @param members connections that it covers
 * @param summary the problem in a sentence or two
 * @param advice what to check next; empty once resolved
 * @param recentChanges configuration changes shortly before
 * @param diagnosis the cloud's own FailedReasonCode; empty if it was not asked
 * @param verdict reason of this step
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

    /** The kind of step. The names are public: topics contain them. */
    public enum Status {
        FIRING,
        UPDATED,
        RESOLVED,
        /** The alert comes and goes too often to publish each change. */
        FLAPPING,
        /** The subject has been down for so long that the flapping is in fact over. */
        DOWN_WHILE_FLAPPING,
        /** The flapping is over; the active flag tells whether the alert still fires. */
        FLAP_END
    }

    public boolean isActive() {
        return resolvedAt == null;
    }
}
