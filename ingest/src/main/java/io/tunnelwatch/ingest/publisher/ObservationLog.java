package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.Observation;
import java.util.List;
import java.util.OptionalLong;

/** A shard of the observations, as its single writer sees it. Not for two threads at once, but for {@link #close}. */
public interface ObservationLog extends AutoCloseable {
    /**
     * Fences whoever wrote here before and settles what they left open.
     *
     * @return the new epoch, which is past that of everything that was ever committed; empty when the log is out of reach
     */
    OptionalLong claim();

    /** All of them or none, after a claim. */
    Commit append(List<Observation> observations);

    @Override
    void close();
}
