package io.tunnelwatch.processor.rehearsal;

import io.tunnelwatch.processor.domain.AlertKey;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.GroupState;
import io.tunnelwatch.processor.domain.Memory;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is remembered of a target beside its own state, as decided so far. */
final class RememberedConnections implements Memory {
    private final TreeMap<String, ConnectionState> connections = new TreeMap<>();
    private final TreeSet<String> running = new TreeSet<>();
    private SortedMap<AlertKey, GroupState> groups = Collections.emptySortedMap();

    void take(Decision decision) {
        decision.forgotten().forEach(connections::remove);
        connections.putAll(decision.changed());
        running.addAll(decision.attended());
        running.removeAll(decision.left());
        decision.groups().ifPresent(it -> groups = it);
    }

    @Override
    public SortedSet<String> running() {
        return running;
    }

    @Override
    public SortedMap<AlertKey, GroupState> groups() {
        return groups;
    }

    @Override
    public Optional<ConnectionState> connection(String connectionId) {
        return Optional.ofNullable(connections.get(connectionId));
    }

    @Override
    public List<ConnectionState> connections() {
        return List.copyOf(connections.values());
    }

    @Override
    public SortedMap<String, Integer> sharing(Set<String> gateways) {
        var sharing = new TreeMap<String, Integer>();
        for (ConnectionState connection : connections.values()) {
            connection.snapshot().gateways().stream()
                    .filter(gateways::contains)
                    .forEach(it -> sharing.merge(it, 1, Integer::sum));
        }
        return sharing;
    }
}
