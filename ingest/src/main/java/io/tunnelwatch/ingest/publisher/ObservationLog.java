package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.ingest.api.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Where looks are written down. */
public interface ObservationLog {
    /**
     * All of a look, or nothing.
     *
     * @param bodies what an {@code Observation} may have as its body, in order
     */
    record Look(Instant observedAt, Instant nextPollDue, Duration pollInterval, List<Object> bodies) {
        public Look {
            bodies = List.copyOf(bodies);
        }
    }

    /**
     * Writes a look.
     *
     * @return whether it is in the log for sure; if not, nothing is known of what the log holds
     * @throws FencedException when another writer has taken the target over
     */
    boolean write(Target target, Look look);
}
