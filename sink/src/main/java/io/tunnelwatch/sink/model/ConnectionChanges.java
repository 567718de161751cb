package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Transition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Transitions of connections themselves, not of their facets: created, deleted, configuration changed. Beside them the tunnels
 * that any transition names, because the view of a deleted connection has none.
 */
final class ConnectionChanges {
    /** Bounds the memory for a connection that a script changes every hour. */
    private static final int MOST = 200;

    private final Map<String, Deque<Transition>> latest = new ConcurrentHashMap<>();

    private final Map<String, Set<String>> tunnels = new ConcurrentHashMap<>();

    void put(String key, Transition it) {
        if (it.getTunnelId() != null) {
            tunnels.computeIfAbsent(key, connection -> ConcurrentHashMap.newKeySet())
                    .add(it.getTunnelId());
        }
        if (it.getFacet() != null) {
            return;
        }
        var known = latest.computeIfAbsent(key, connection -> new ArrayDeque<>());
        synchronized (known) {
            if (known.stream().noneMatch(before -> before.getTransitionId().equals(it.getTransitionId()))) {
                known.addLast(it);
            }
            if (known.size() > MOST) {
                known.removeFirst();
            }
        }
    }

    /** Adds what others know of a connection after a time. */
    void share(ConnectionChanges others, String key, Instant since) {
        others.of(key).stream().filter(it -> it.getDetectedAt().isAfter(since)).forEach(it -> put(key, it));
        tunnels.put(key, others.tunnels.getOrDefault(key, Set.of()));
    }

    /** Oldest first. */
    List<Transition> of(String key) {
        var known = latest.get(key);
        if (known == null) {
            return List.of();
        }
        synchronized (known) {
            return new ArrayList<>(known);
        }
    }

    /** Keys of the connections with such transitions. */
    Set<String> keys() {
        return latest.keySet();
    }

    /** Ids of the tunnels that transitions of a connection name, or its view. */
    SortedSet<String> tunnels(String key, @Nullable ConnectionView view) {
        var all = new TreeSet<>(tunnels.getOrDefault(key, Set.of()));
        if (view != null) {
            view.getFacets().stream()
                    .map(FacetView::getTunnelId)
                    .filter(Objects::nonNull)
                    .forEach(all::add);
        }
        return all;
    }
}
