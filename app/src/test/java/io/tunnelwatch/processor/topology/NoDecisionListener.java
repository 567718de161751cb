package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Instant;
import java.util.Collection;

/** A witness that ignores silence. */
public final class NoDecisionListener implements DecisionListener {
    @Override
    public void assigned(Collection<TargetState> targets) {}

    @Override
    public void revoked(Collection<Target> targets) {}

    @Override
    public void decided(Observation observation, Instant nextPollDue, Decision decision) {}
}
