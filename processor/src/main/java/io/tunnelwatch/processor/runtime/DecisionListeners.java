package io.tunnelwatch.processor.runtime;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.processor.topology.DecisionListener;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Several listeners, called one after the other. */
record DecisionListeners(List<DecisionListener> all) implements DecisionListener {
    DecisionListeners {
        all = List.copyOf(all);
    }

    @Override
    public void assigned(Collection<TargetState> targets) {
        all.forEach(it -> it.assigned(targets));
    }

    @Override
    public void revoked(Collection<Target> targets) {
        all.forEach(it -> it.revoked(targets));
    }

    @Override
    public void decided(Observation observation, Instant nextPollDue, Decision decision) {
        all.forEach(it -> it.decided(observation, nextPollDue, decision));
    }
}
