package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Observation;

/** Sees every decision: for metrics, and for the watchdog that listens for silence. It cannot change one. */
public interface Witness {
    void decided(Observation observation, Decision decision);
}
