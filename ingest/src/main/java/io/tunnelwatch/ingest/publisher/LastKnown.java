package io.tunnelwatch.ingest.publisher;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;

/**
 * What the log holds of a target.
 *
 * @param hashes content hash of every connection by its id, those that vanished without proof included
 * @param observedAt of the latest observation
 */
public record LastKnown(Map<String, Long> hashes, Instant observedAt) {
    public LastKnown {
        hashes = Collections.unmodifiableMap(hashes);
    }
}
