package io.tunnelwatch.ingest.saved;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the observations of a past from what changed in it, as few as a detector needs: one scan every six hours while nothing
 * changes, and some around each change. They have one epoch below that of every poller, so everything polled comes after them.
 */
final class PastScans {
    /** The poll interval of the past. Scans are never further apart, so the past has no gap. */
    static final Duration INTERVAL = Duration.ofHours(6);

    /**
     * Scans around a change: the one before it bounds the time of the change; those after it let alerts fire and resolve,
     * which takes two scans, and time.
     */
    private static final List<Duration> AROUND = List.of(
            Duration.ofSeconds(-30),
            Duration.ZERO,
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(6));

    private final TargetId target;
    private final long epoch;
    private final List<Observation> observations = new ArrayList<>();
    private Map<String, ConnectionSnapshot> known = Map.of();
    private long scan;

    private PastScans(TargetId target, Instant first) {
        this.target = target;
        this.epoch = Long.MIN_VALUE + first.toEpochMilli();
    }

    /** @param states connections by id, from each time on */
    static List<Observation> observations(
            TargetId target, SortedMap<Instant, SortedMap<String, ConnectionSnapshot>> states, Instant end) {
        var past = new PastScans(target, states.firstKey());
        var changes = new TreeMap<>(states);
        for (Instant at : times(changes.navigableKeySet(), end)) {
            past.scan(at, changes.floorEntry(at).getValue());
        }
        return past.observations;
    }

    private static NavigableSet<Instant> times(NavigableSet<Instant> changes, Instant end) {
        Instant first = changes.first();
        var times = new TreeSet<Instant>();
        for (Instant at = first; at.isBefore(end); at = at.plus(INTERVAL)) {
            times.add(at);
        }
        changes.forEach(change -> AROUND.forEach(it -> times.add(change.plus(it))));
        times.add(end); // the poller that goes on polls sooner, and takes hours without a scan for a gap
        return times.subSet(first, true, end, true);
    }

    private void scan(Instant at, SortedMap<String, ConnectionSnapshot> listed) {
        scan++;
        var bodies = new ArrayList<Object>();
        listed.forEach((id, snapshot) -> {
            if (!snapshot.equals(known.get(id))) {
                bodies.add(snapshot);
            }
        });
        known.keySet().stream()
                .filter(id -> !listed.containsKey(id))
                .sorted()
                .forEach(id -> bodies.add(new ConnectionGone(id, Outcome.NO_SUCH_CONNECTION, "")));
        bodies.add(completed(at, listed));
        for (int index = 0; index < bodies.size(); index++) {
            add(at, bodies.get(index), index);
        }
        known = listed;
    }

    private ScanCompleted completed(Instant at, SortedMap<String, ConnectionSnapshot> listed) {
        return ScanCompleted.newBuilder()
                .setKeyScan(scan == 1)
                .setConnections(listed.size())
                .setDigest(listed.values().stream()
                        .mapToLong(ConnectionSnapshot::getContentHash)
                        .sum())
                .setPages(1)
                .setStartedAt(at)
                .build();
    }

    private void add(Instant at, Object body, int index) {
        observations.add(new Observation(
                target.account(),
                target.region(),
                new Order(epoch, scan, index),
                at,
                at.plus(INTERVAL),
                INTERVAL.toMillis(),
                body));
    }
}
