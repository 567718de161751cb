package io.tunnelwatch.bench;

import io.tunnelwatch.processor.domain.AlertKey;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.GroupState;
import io.tunnelwatch.processor.domain.Memory;
import io.tunnelwatch.processor.domain.Observation;
import io.tunnelwatch.processor.domain.TargetState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the detector remembers of a target, as it is: nothing is encoded, so that the detector alone is measured. */
final class HeldMemory implements Memory {
    private final Map<String, ConnectionState> connections = new HashMap<>();
    private final TreeSet<String> running = new TreeSet<>();
    private SortedMap<AlertKey, GroupState> groups = new TreeMap<>();
    private @Nullable TargetState target;

    Decision decide(Detector detector, Observation observation) {
        Decision decision = detector.decide(target, this, observation);
        target = decision.target().orElse(target);
        connections.putAll(decision.changed());
        connections.keySet().removeAll(decision.forgotten());
        running.addAll(decision.attended());
        running.removeAll(decision.left());
        groups = decision.groups().orElse(groups);
        return decision;
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
    public SortedSet<String> running() {
        return running;
    }

    @Override
    public SortedMap<AlertKey, GroupState> groups() {
        return groups;
    }

    @Override
    public SortedMap<String, Integer> sharing(Set<String> gateways) {
        var sharing = new TreeMap<String, Integer>();
        connections.values().stream()
                .flatMap(it -> it.snapshot().gateways().stream())
                .filter(gateways::contains)
                .forEach(it -> sharing.merge(it, 1, Integer::sum));
        return sharing;
    }
}
