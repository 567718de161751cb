package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.ObservedConnection;
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
     * @param target the target's state; null for a new target
     */
    public Decision decide(@Nullable TargetState target, DetectorState state, Observation observation) {
        // Not newer than the last judged one: it is only counted.
        if (target != null && !observation.order().isPast(target.lastOrder())) {
            return late(observation);
        }
        // Retired, and still not polled: only the time moves.
        if (target != null && target.isRetired() && !observation.body().isSeenByPoller()) {
            return retired(target, observation);
        }
        // Equal to the stored snapshot: only the time moves.
        if (target != null && observation.body() instanceof ObservedConnection seen) {
            TargetState later = target.after(observation);
            if (!target.isRetired() && !target.isGapAt(later.now()) && !target.unseen() && state.isUnchanged(seen)) {
                return unchanged(later, seen);
            }
        }
        var detector = new TargetDetector(rules, target, state, observation);
        detector.applyGap();
        observation.body().accept(detector);
        return detector.decision();
    }

    /** Makes the decision about a snapshot that equals the stored one, without a draft. Nearly every snapshot is such a one. */
    private static Decision unchanged(TargetState later, ObservedConnection seen) {
        return Decision.quiet(
                Optional.of(later), new Decision.NotedVerdict(Verdict.UNCHANGED, seen.connectionId(), null));
    }

    /** An observation of a retired target changes nothing except how far the target is judged. */
    private static Decision retired(TargetState target, Observation observation) {
        return Decision.quiet(
                Optional.of(target.after(observation)),
                new Decision.NotedVerdict(Verdict.RETIRED, observation.target().toString(), null));
    }

    /** A duplicate, a record of a fenced writer, a rewound log: it changes nothing, and is counted. */
    private static Decision late(Observation observation) {
        return Decision.quiet(
                Optional.empty(),
                new Decision.NotedVerdict(Verdict.LATE, observation.target().toString(), null));
    }
}
