package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.PeerConfiguration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;

/**
 * The last state of a target in the log.
 *
 * @param hashes content hash of every connection by id, including those that vanished without proof
 * @param peers fetched configurations of the connections' other ends
 * @param observedAt time of the latest observation
 */
public record RestoredTarget(Map<String, Long> hashes, Map<String, PeerConfiguration> peers, Instant observedAt) {
    public RestoredTarget {
        peers = Collections.unmodifiableMap(peers);
        hashes = Collections.unmodifiableMap(hashes);
    }
}
