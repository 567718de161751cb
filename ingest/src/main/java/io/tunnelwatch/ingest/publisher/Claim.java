package io.tunnelwatch.ingest.publisher;

import java.util.Map;

/**
 * What a writer stands on.
 *
 * @param epoch is past that of everything that was ever committed
 * @param known what the log holds of each target; of one that was never looked at, or not since the log's beginning, nothing
 */
public record Claim(long epoch, Map<String, LastKnown> known) {
    public Claim {
        known = Map.copyOf(known);
    }
}
