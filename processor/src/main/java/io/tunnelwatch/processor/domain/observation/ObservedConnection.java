package io.tunnelwatch.processor.domain.observation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A connection as seen in one observation: enough to tell whether it has changed. */
public sealed interface ObservedConnection extends Observation.OfConnection permits Snapshot, UnreadSnapshot {
    long contentHash();

    @Nullable
    Instant createdAt();

    /** Returns whether the cloud has deleted the connection created then, and given its id to this new one. */
    default boolean isSuccessorOfOneCreatedAt(@Nullable Instant earlier) {
        Instant created = createdAt();
        return created != null && earlier != null && !created.equals(earlier);
    }
}
