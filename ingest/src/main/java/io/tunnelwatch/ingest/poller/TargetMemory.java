package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.poller.Shard.Ground;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the log holds of a target: as it was read when the epoch began, and as far as commits have shown it since.
 *
 * @param epoch under which it was written; -1 before anything was
 * @param scans how many were published in this epoch
 * @param hashes content hash of every connection by its id, those that vanished without proof included
 * @param keyScanAt when everything was last mentioned in this epoch; empty when that must be done again
 */
record TargetMemory(long epoch, long scans, SortedMap<String, Long> hashes, Optional<Instant> keyScanAt) {
    static final TargetMemory NOTHING = new TargetMemory(-1, 0, new TreeMap<>(), Optional.empty());

    TargetMemory {
        hashes = Collections.unmodifiableSortedMap(hashes);
    }

    /** A new epoch begins with what the log holds, and everything has to be said again. */
    TargetMemory on(Ground ground) {
        if (ground.epoch() == epoch) {
            return this;
        }
        // Of a target that is not in the log nothing was committed, or not for so long that the log forgot it.
        SortedMap<String, Long> known = ground.known()
                .<SortedMap<String, Long>>map(it -> new TreeMap<>(it.hashes()))
                .orElse(hashes);
        return new TargetMemory(ground.epoch(), 0, known, Optional.empty());
    }

    TargetMemory afterFailedScan() {
        return new TargetMemory(epoch, scans + 1, hashes, keyScanAt);
    }

    TargetMemory after(SortedMap<String, Long> now, Optional<Instant> lastKeyScan) {
        return new TargetMemory(epoch, scans + 1, now, lastKeyScan);
    }

    NavigableSet<String> missingFrom(Set<String> listed) {
        return hashes.keySet().stream()
                .filter(it -> !listed.contains(it))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Modulo 2^64, as long arithmetic is. */
    long digest() {
        return hashes.values().stream().mapToLong(Long::longValue).sum();
    }
}
