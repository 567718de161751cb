package io.tunnelwatch.ingest.publisher;

import java.util.Map;

/**
 * The restored state that a writer gets when it claims a partition.
 *
 * @param epoch later than the epoch of every committed record
 * @param targets the targets in the log; a target that was never scanned is missing, and one whose records have expired
 */
public record Claim(long epoch, Map<String, RestoredTarget> targets) {
    public Claim {
        targets = Map.copyOf(targets);
    }
}
