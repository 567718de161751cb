package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.Observation;
import java.util.List;
import java.util.Optional;

/** A partition of the observations, as its single writer sees it. Not thread-safe, except for {@link #close}. */
public interface ObservationLog extends AutoCloseable {
    /**
     * Fences the previous writer, ends its open transaction, and reads the committed state. Empty if the log is unreachable.
     */
    Optional<Claim> claim();

    /** Appends all observations or none; needs a claim first. */
    CommitOutcome append(List<Observation> observations);

    /** Closes the log for good. */
    @Override
    void close();
}
