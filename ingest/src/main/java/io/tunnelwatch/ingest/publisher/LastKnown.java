package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.PeerConfiguration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;

/**
 * What the log holds of a target.
 *
 * @param hashes content hash of every connection by its id, those that vanished without proof included
 * @param peers what was fetched of the connections' other ends
 * @param observedAt of the latest observation
 */
public record LastKnown(Map<String, Long> hashes, Map<String, PeerConfiguration> peers, Instant observedAt) {
    public LastKnown {
        peers = Collections.unmodifiableMap(peers);
        hashes = Collections.unmodifiableMap(hashes);
    }
}
