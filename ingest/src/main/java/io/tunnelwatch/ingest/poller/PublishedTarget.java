package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.poller.OwnedPartition.RestoredState;
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
 * The content of the log about a target: as read at the start of the epoch, and as committed since.
 *
 * @param epoch epoch in which it was written; -1 before anything was written
 * @param scans number of scans published in this epoch
 * @param hashes content hash of every connection by id, including those that are missing without proof of a deletion
 * @param keyScanAt time of the last key scan of this epoch; empty if one is due
 */
record PublishedTarget(long epoch, long scans, SortedMap<String, Long> hashes, Optional<Instant> keyScanAt) {
    static final PublishedTarget NOTHING = new PublishedTarget(-1, 0, new TreeMap<>(), Optional.empty());

    PublishedTarget {
        hashes = Collections.unmodifiableSortedMap(hashes);
    }

    /** The published state after a restored one: a new epoch starts from the log's content and must publish everything again. */
    PublishedTarget restoredFrom(RestoredState restored) {
        if (restored.epoch() == epoch) {
            return this;
        }
        // A target that is not in the log was never committed, or its records have expired.
        SortedMap<String, Long> known = restored.target()
                .<SortedMap<String, Long>>map(it -> new TreeMap<>(it.hashes()))
                .orElse(hashes);
        return new PublishedTarget(restored.epoch(), 0, known, Optional.empty());
    }

    PublishedTarget afterFailedScan() {
        return new PublishedTarget(epoch, scans + 1, hashes, keyScanAt);
    }

    PublishedTarget after(SortedMap<String, Long> now, Optional<Instant> lastKeyScan) {
        return new PublishedTarget(epoch, scans + 1, now, lastKeyScan);
    }

    NavigableSet<String> missingFrom(Set<String> listed) {
        return hashes.keySet().stream()
                .filter(it -> !listed.contains(it))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The sum of the hashes modulo 2^64, as long arithmetic gives it. */
    long digest() {
        return hashes.values().stream().mapToLong(Long::longValue).sum();
    }
}
