package io.tunnelwatch.ingest.publisher;

import java.util.Map;

/**
 * The baseline that a writer gets when it claims a partition.
 *
 * @param epoch later than the epoch of every committed record
 * @param targets last state of each target in the log; none for a target that was never scanned, or whose records have expired
 */
public record Claim(long epoch, Map<String, RestoredTarget> targets) {
    public Claim {
        targets = Map.copyOf(targets);
    }
}
