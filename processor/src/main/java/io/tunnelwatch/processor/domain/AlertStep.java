package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.observation.Change;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A complete alert at one step of its life.
 *
 * @param verdict reason of this step
 * @param active whether the alert is active after this step
 * @param connection null for an alert about the target, and for a group alert
 * @param facet null for a group alert
 * @param published the alert as this step publishes it
 * @param text the problem in a sentence or two
 */
public record AlertStep(
        AlertKey key,
        AlertStatus status,
        Verdict verdict,
        boolean active,
        Cause cause,
        @Nullable Connection connection,
        @Nullable FacetKind facet,
        AlertState.Published published,
        String text,
        Background background)
        implements Event {

    /**
     * Possible causes of the problem.
     *
     * @param recentChanges configuration changes shortly before
     * @param diagnosis the cloud's own FailedReasonCode; empty if it was not asked
     */
    public record Background(List<Change> recentChanges, String diagnosis) {
        public Background {
            recentChanges = List.copyOf(recentChanges);
        }
    }

    /** The id of the alert, the same at every step. */
    public String fingerprint() {
        return Ids.fingerprint(cause.target(), key);
    }

    @Override
    public String id() {
        return Ids.step(fingerprint(), status, cause.order());
    }

    @Override
    public String entity() {
        return key.entity();
    }

    @Override
    public <R> R match(Function<Transition, R> transition, Function<AlertStep, R> alertStep) {
        return alertStep.apply(this);
    }

    /** When it was resolved; null while the alert is active. */
    public @Nullable Instant resolvedAt() {
        return active ? null : cause.at();
    }

    /** The likely cause and the next check; empty once resolved. */
    public String advice() {
        return active ? Advice.of(published.problem().reading()) : "";
    }
}
