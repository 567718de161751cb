package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.PeerConfiguration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;

/**
 * The restored state of a target: its last state in the log.
 *
 * @param hashes content hash of every connection by id, including those that are missing without proof of a deletion
 * @param peers fetched configurations of the connections' other ends
 * @param observedAt time of the latest observation
 */
public record RestoredTarget(Map<String, Long> hashes, Map<String, PeerConfiguration> peers, Instant observedAt) {
    public RestoredTarget {
        peers = Collections.unmodifiableMap(peers);
        hashes = Collections.unmodifiableMap(hashes);
    }
}
