package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges one observation after the other. It is stateless: the state is passed in, and the decision is returned. */
public final class Detector {
    private final Rules rules;

    public Detector(Rules rules) {
        this.rules = rules;
    }

    /**
     * Judges an observation.
     *
     * @param state the target's state; null for a new target
     */
    public Decision decide(@Nullable TargetState state, DetectorState memory, Observation observation) {
        if (state != null && !observation.order().isPast(state.last())) {
            return late(observation);
        }
        if (state != null && state.isRetired() && !observation.body().isResult()) {
            return retired(state, observation);
        }
        if (state != null && observation.body() instanceof Snapshot snapshot) {
            TargetState later = state.after(observation);
            if (!state.isRetired()
                    && !state.isGapAt(later.now())
                    && !state.outOfSight()
                    && memory.isUnchanged(snapshot)) {
                return unchanged(later, snapshot);
            }
        }
        var sheet = new TargetDetector(rules, state, memory, observation);
        sheet.noticeGap();
        observation.body().accept(sheet);
        return sheet.decision();
    }

    /** Fast path: the snapshot equals the stored one, so no draft is built. */
    private static Decision unchanged(TargetState later, Snapshot snapshot) {
        return Decision.quiet(
                Optional.of(later), new Decision.Finding(Verdict.UNCHANGED, snapshot.connectionId(), null));
    }

    /** An observation of a retired target changes nothing except how far the target is judged. */
    private static Decision retired(TargetState state, Observation observation) {
        return Decision.quiet(
                Optional.of(state.after(observation)),
                new Decision.Finding(Verdict.RETIRED, observation.target().toString(), null));
    }

    /** A duplicate, a record of a fenced writer, a rewound log: it changes nothing, and is counted. */
    private static Decision late(Observation observation) {
        return Decision.quiet(
                Optional.empty(),
                new Decision.Finding(Verdict.LATE, observation.target().toString(), null));
    }
}
