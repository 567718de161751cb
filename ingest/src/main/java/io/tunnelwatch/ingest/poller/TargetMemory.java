package io.tunnelwatch.ingest.poller;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the log holds of a target, as far as commits have shown it.
 *
 * @param epoch under which it was written; -1 before anything was
 * @param scans how many were published in this epoch
 * @param hashes content hash of every connection by its id, those that vanished without proof included
 * @param keyScanAt when everything was last mentioned in this epoch; empty when that must be done again
 */
record TargetMemory(long epoch, long scans, Map<String, Long> hashes, Optional<Instant> keyScanAt) {
    static final TargetMemory NOTHING = new TargetMemory(-1, 0, Map.of(), Optional.empty());

    TargetMemory {
        hashes = Collections.unmodifiableMap(hashes);
    }

    /**
     * A new epoch begins after a commit that nobody is sure of, so everything has to be said again. Which connections
     * there were stays known: one of them may have been deleted meanwhile, and that must be found out.
     */
    TargetMemory inEpoch(long current) {
        return current == epoch ? this : new TargetMemory(current, 0, hashes, Optional.empty());
    }

    TargetMemory afterFailedScan() {
        return new TargetMemory(epoch, scans + 1, hashes, keyScanAt);
    }

    TargetMemory after(TreeMap<String, Long> now, Optional<Instant> lastKeyScan) {
        return new TargetMemory(epoch, scans + 1, now, lastKeyScan);
    }

    NavigableSet<String> missingFrom(Set<String> listed) {
        var missing = new TreeSet<>(hashes.keySet());
        missing.removeAll(listed);
        return missing;
    }

    /** Modulo 2^64, as long arithmetic is. */
    long digest() {
        return hashes.values().stream().mapToLong(Long::longValue).sum();
    }
}
