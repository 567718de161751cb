package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Observation;
import io.tunnelwatch.processor.domain.Target;
import io.tunnelwatch.processor.domain.TargetState;
import java.time.Instant;
import java.util.Collection;

/** Sees every decision: for metrics, and for the watchdog that listens for silence. It cannot change one. */
public interface Witness {
    /** A partition was assigned: what is remembered of its targets, before anything of it is decided. */
    default void assigned(Collection<TargetState> targets) {}

    /** The partition of these targets is judged by somebody else from now on, or by nobody. */
    default void revoked(Collection<Target> targets) {}

    /** @param nextPollDue when, by the poller's own clock, it means to look again */
    void decided(Observation observation, Instant nextPollDue, Decision decision);
}
