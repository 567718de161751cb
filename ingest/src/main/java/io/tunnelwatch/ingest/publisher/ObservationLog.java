package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.Observation;
import java.util.List;
import java.util.Optional;

/** A shard of the observations, as its single writer sees it. Not for two threads at once, but for {@link #close}. */
public interface ObservationLog extends AutoCloseable {
    /**
     * Fences whoever wrote here before, settles what they left open, and reads what of it counts. Empty when the log is out
     * of reach.
     */
    Optional<Claim> claim();

    /** All of them or none, after a claim. */
    Commit append(List<Observation> observations);

    /** For good. */
    @Override
    void close();
}
