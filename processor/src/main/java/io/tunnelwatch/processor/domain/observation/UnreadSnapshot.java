package io.tunnelwatch.processor.domain.observation;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of which only the first fields are read. The rest is needed only if the connection has changed, and nearly always it
 * has not.
 */
public record UnreadSnapshot(
        String connectionId, long contentHash, @Nullable Instant createdAt, Supplier<Snapshot> whole)
        implements ObservedConnection {
    @Override
    public void accept(Observation.Visitor visitor) {
        visitor.seen(whole.get());
    }
}
