package io.tunnelwatch.ingest.saved;

import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of the log about a target.
 *
 * @param live whether the target is or was polled
 * @param epoch epoch of the latest observation; {@link Long#MIN_VALUE} if there is none
 * @param observedAt time of the latest observation
 * @param hashes content hash of every connection by its id
 */
record LoggedTarget(boolean live, long epoch, Instant observedAt, SortedMap<String, Long> hashes) {
    static final LoggedTarget NONE = new LoggedTarget(false, Long.MIN_VALUE, Instant.MIN, new TreeMap<>());

    LoggedTarget {
        hashes = Collections.unmodifiableSortedMap(new TreeMap<>(hashes));
    }

    LoggedTarget and(Observation next) {
        var after = new TreeMap<>(hashes);
        if (next.getBody() instanceof ConnectionSnapshot snapshot) {
            after.put(snapshot.getConnectionId(), snapshot.getContentHash());
        } else if (next.getBody() instanceof ConnectionGone gone) {
            after.remove(gone.getConnectionId());
        }
        Instant seen = next.getObservedAt().isAfter(observedAt) ? next.getObservedAt() : observedAt;
        long last = Math.max(epoch, next.getOrder().getEpoch());
        return new LoggedTarget(live || next.getOrder().getEpoch() >= 0, last, seen, after);
    }
}
