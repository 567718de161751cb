package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Observation;
import java.time.Instant;

/** Sees every decision: for metrics, and for the watchdog that listens for silence. It cannot change one. */
public interface Witness {
    /** @param nextPollDue when, by the poller's own clock, it means to look again */
    void decided(Observation observation, Instant nextPollDue, Decision decision);
}
