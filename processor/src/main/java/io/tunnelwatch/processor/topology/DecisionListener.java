package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Instant;
import java.util.Collection;

/** Receives every decision: for metrics, and for the watchdog. It cannot change a decision. */
public interface DecisionListener {
    /** Called when a partition is assigned, with the stored state of its targets, before anything is decided. */
    default void assigned(Collection<TargetState> targets) {}

    /** Called when another processor, or none, judges these targets from now on. */
    default void revoked(Collection<Target> targets) {}

    /** @param nextPollDue time of the next scan by the poller's own clock */
    void decided(Observation observation, Instant nextPollDue, Decision decision);
}
