package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.PeerConfiguration;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.TargetSilent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state of a partition's targets, restored record by record. */
final class RestoredLog {
    private final Map<String, RestoringTarget> restoring = new HashMap<>();
    private long skipped;
    private long firstSkipped = -1;

    /** Counts an offset that is left out. */
    void skip(long offset) {
        firstSkipped = skipped == 0 ? offset : firstSkipped;
        skipped++;
    }

    /** The number of records left out, or of offsets at which none could be read. */
    long skipped() {
        return skipped;
    }

    long firstSkipped() {
        return firstSkipped;
    }

    void read(long offset, Observation observation) {
        // Imported history has negative epochs, and polling does not continue from it.
        if (observation.getOrder().getEpoch() >= 0) {
            restoring
                    .computeIfAbsent(key(observation), it -> new RestoringTarget(offset))
                    .read(offset, observation);
        }
    }

    Map<String, RestoredTarget> targets() {
        var targets = new HashMap<String, RestoredTarget>();
        restoring.forEach((target, state) ->
                targets.put(target, new RestoredTarget(state.hashes, state.peers, state.observedAt)));
        return targets;
    }

    /**
     * The targets whose restored state does not match the digest of their last scan: some of their records can no longer be
     * read.
     */
    List<String> incomplete() {
        return restoring.entrySet().stream()
                .filter(it -> !it.getValue().addsUp)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * The offset from which a successor has to read to restore the same state of a target.
     *
     * @param end result for a target without state
     */
    long wholeSince(String target, long end) {
        RestoringTarget state = restoring.get(target);
        return state == null || state.hashes.isEmpty() ? end : state.wholeSince;
    }

    static String key(Observation observation) {
        return observation.getAccount() + "/" + observation.getRegion();
    }

    /** Returns whether a scan mentions every connection, so that nothing before it is needed. */
    static boolean isWhole(ScanCompleted completed, int mentioned) {
        return completed.getKeyScan() && completed.getConnections() == mentioned;
    }

    private static final class RestoringTarget {
        private final TreeMap<String, Long> hashes = new TreeMap<>();
        private final Map<String, PeerConfiguration> peers = new HashMap<>();
        private Order last = new Order(-1L, 0L, 0);
        private Instant observedAt = Instant.MIN;
        private long digest;
        private boolean addsUp = true;
        private long scanBegan;
        private int mentioned;
        private long wholeSince;

        RestoringTarget(long first) {
            this.wholeSince = first;
        }

        void read(long offset, Observation observation) {
            Order order = observation.getOrder();
            if (order.compareTo(last) <= 0) {
                return;
            }
            if (order.getEpoch() != last.getEpoch() || order.getScan() != last.getScan()) {
                scanBegan = offset;
                mentioned = 0;
            }
            last = order;
            if (observation.getObservedAt().isAfter(observedAt)) {
                observedAt = observation.getObservedAt();
            }
            apply(observation.getBody());
        }

        private void apply(Object body) {
            if (body instanceof ConnectionSnapshot snapshot) {
                mentioned++;
                Long before = hashes.put(snapshot.getConnectionId(), snapshot.getContentHash());
                remember(snapshot.getConnectionId(), snapshot.getPeer());
                digest += snapshot.getContentHash() - (before == null ? 0 : before);
            } else if (body instanceof ConnectionGone gone) {
                Long before = hashes.remove(gone.getConnectionId());
                peers.remove(gone.getConnectionId());
                digest -= before == null ? 0 : before;
            } else if (body instanceof ScanCompleted completed) {
                addsUp = completed.getConnections() == hashes.size() && completed.getDigest() == digest;
                if (isWhole(completed, mentioned)) {
                    wholeSince = scanBegan;
                }
            } else if (body instanceof TargetSilent silent && silent.getRetired() != null) {
                reset();
            }
        }

        /** Clears the state: a retired target that is polled again starts as if never seen. */
        private void reset() {
            hashes.clear();
            peers.clear();
            digest = 0;
            addsUp = true;
        }

        private void remember(String connectionId, @Nullable PeerConfiguration peer) {
            if (peer == null) {
                peers.remove(connectionId);
            } else {
                peers.put(connectionId, peer);
            }
        }
    }
}
