package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
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
        AlertStatus status,
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
        List<Change> recentChanges,
        String diagnosis)
        implements Event {

    public AlertStep {
        members = List.copyOf(members);
        recentChanges = List.copyOf(recentChanges);
    }

    @Override
    public <R> R match(Function<Transition, R> transition, Function<AlertStep, R> alertStep) {
        return alertStep.apply(this);
    }

    public boolean isActive() {
        return resolvedAt == null;
    }
}
