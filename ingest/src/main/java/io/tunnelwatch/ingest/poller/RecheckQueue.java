package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.v1.ConnectionSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The connections of a target that just changed. They are rechecked at a quicker pace until they settle. */
final class RecheckQueue {
    /** A negotiation that has not changed for so long is over. */
    private static final Duration QUIET = Duration.ofSeconds(60);

    /** A connection that never settles is left to the scans, until one of them shows a change again. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** At the default pace 120 calls a minute, of a quota of 600. If more connections change at once, they take turns. */
    private static final int MOST_AT_ONCE = 10;

    private final Duration every;
    private final Map<String, Entry> entries = new TreeMap<>();

    /**
     * A connection that is being rechecked.
     *
     * @param snapshot the connection as last published
     */
    private record Entry(ConnectionSnapshot snapshot, Instant since, Instant changedAt, Instant askedAt) {
        boolean isSettled(Instant now) {
            return !now.isBefore(changedAt.plus(QUIET)) || !now.isBefore(since.plus(LONGEST));
        }
    }

    /** @param every time between two rechecks of a connection */
    RecheckQueue(Duration every) {
        this.every = every;
    }

    void changed(ConnectionSnapshot snapshot, Instant now) {
        var before = entries.get(snapshot.getConnectionId());
        Instant since = before == null ? now : before.since();
        entries.put(snapshot.getConnectionId(), new Entry(snapshot, since, now, now));
    }

    /** Replaces the snapshot of a connection by a more complete one. */
    void completed(ConnectionSnapshot snapshot) {
        entries.computeIfPresent(
                snapshot.getConnectionId(), (id, it) -> new Entry(snapshot, it.since(), it.changedAt(), it.askedAt()));
    }

    /** Drops connections that the last scan did not show: scans handle them. */
    void keepOnly(Set<String> listed) {
        entries.keySet().retainAll(listed);
    }

    void clear() {
        entries.clear();
    }

    /** The time of the next recheck. */
    Optional<Instant> nextDue() {
        return entries.values().stream().map(it -> it.askedAt().plus(every)).min(Comparator.naturalOrder());
    }

    /** The connections to recheck now, as last published; they count as rechecked. */
    List<ConnectionSnapshot> takeDue(Instant now) {
        entries.values().removeIf(it -> it.isSettled(now));
        var due = entries.values().stream()
                .filter(it -> !now.isBefore(it.askedAt().plus(every)))
                .sorted(Comparator.comparing(Entry::askedAt))
                .limit(MOST_AT_ONCE)
                .toList();
        due.forEach(it -> entries.put(
                it.snapshot().getConnectionId(), new Entry(it.snapshot(), it.since(), it.changedAt(), now)));
        return due.stream().map(Entry::snapshot).toList();
    }
}
