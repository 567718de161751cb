package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.v1.ConnectionSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the log holds of a target's connections, by what was committed there: only a commit moves it. A connection that is
 * missing from a listing stays until it is proven gone, and counts.
 */
final class KnownConnections {
    private final TreeMap<String, Long> hashes = new TreeMap<>();
    private long digest;

    /** Those of a listing that the log does not hold as they are. */
    List<ConnectionSnapshot> changed(SortedMap<String, ConnectionSnapshot> listed) {
        var changed = new ArrayList<ConnectionSnapshot>();
        listed.forEach((id, snapshot) -> {
            Long known = hashes.get(id);
            if (known == null || known != snapshot.getContentHash()) {
                changed.add(snapshot);
            }
        });
        return changed;
    }

    /** Those that the log holds and a listing does not. */
    SortedSet<String> missing(Map<String, ConnectionSnapshot> listed) {
        var missing = new TreeSet<>(hashes.keySet());
        missing.removeAll(listed.keySet());
        return missing;
    }

    /** What it would be after a scan. */
    KnownConnections after(Iterable<ConnectionSnapshot> told, Iterable<String> gone) {
        var next = new KnownConnections();
        next.hashes.putAll(hashes);
        next.digest = digest;
        told.forEach(it -> next.put(it.getConnectionId(), it.getContentHash()));
        gone.forEach(next::remove);
        return next;
    }

    int count() {
        return hashes.size();
    }

    /** Sum of all content hashes, modulo 2^64. */
    long digest() {
        return digest;
    }

    private void put(String id, long hash) {
        remove(id);
        hashes.put(id, hash);
        digest += hash;
    }

    private void remove(String id) {
        Long before = hashes.remove(id);
        digest -= before == null ? 0 : before;
    }
}
