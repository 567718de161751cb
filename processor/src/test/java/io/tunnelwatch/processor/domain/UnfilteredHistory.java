package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The same history by a poller that sends every connection with every scan, changed or not. */
final class UnfilteredHistory {
    /** Leaves room in the order for this many records before each. */
    private static final int APART = 100;

    private final List<Observation> observations = new ArrayList<>();
    private final TreeMap<String, Snapshot> known = new TreeMap<>();
    private final TreeSet<String> mentioned = new TreeSet<>();
    private @Nullable Order last;

    UnfilteredHistory(List<Observation> history) {
        history.forEach(this::take);
    }

    List<Observation> observations() {
        return observations;
    }

    private void take(Observation it) {
        if (last == null || it.order().isPast(last)) {
            if (last == null || it.order().epoch() != last.epoch() || it.order().scan() != last.scan()) {
                mentioned.clear();
            }
            last = it.order();
            believe(it);
        }
        observations.add(at(it, APART, it.body()));
    }

    private void believe(Observation it) {
        if (it.body() instanceof Snapshot snapshot) {
            known.put(snapshot.connectionId(), snapshot);
            mentioned.add(snapshot.connectionId());
        } else if (it.body() instanceof Observation.Gone gone) {
            known.remove(gone.connectionId());
        } else if (it.body() instanceof Observation.Retired) {
            known.clear();
        } else if (it.body() instanceof Observation.ScanCompleted scan && isKnown(scan)) {
            var others = new TreeMap<>(known);
            others.keySet().removeAll(mentioned);
            others.values()
                    .forEach(other -> observations.add(at(it, APART - others.size() + rank(others, other), other)));
        }
    }

    /** Whether nothing was lost that the scan has seen: otherwise nobody knows what the poller would have sent. */
    private boolean isKnown(Observation.ScanCompleted scan) {
        return scan.isOf(
                known.size(),
                known.values().stream().mapToLong(Snapshot::contentHash).sum());
    }

    private static int rank(TreeMap<String, Snapshot> all, Snapshot it) {
        return all.headMap(it.connectionId()).size();
    }

    private static Observation at(Observation it, int place, Observation.Body body) {
        var order = new Order(it.order().epoch(), it.order().scan(), it.order().index() * APART + place);
        return new Observation(it.target(), order, it.observedAt(), it.pollInterval(), body);
    }
}
