package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.observation.Observation;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A target's state in maps, updated by each decision: for callers that need the detector alone. */
public final class InMemoryState implements DetectorState {
    private final Map<String, ConnectionState> connections;
    private final TreeSet<String> awaitingScanEnd = new TreeSet<>();
    private SortedMap<AlertKey, GroupAlertState> groupAlerts = Collections.emptySortedMap();
    private @Nullable TargetState target;

    public InMemoryState() {
        this(new TreeMap<>());
    }

    /** @param connections map that holds the connections, in any order */
    public InMemoryState(Map<String, ConnectionState> connections) {
        this.connections = connections;
    }

    /** Judges an observation and stores the result. */
    public Decision decide(Detector detector, Observation observation) {
        Decision decision = detector.decide(target, this, observation);
        decision.target().ifPresent(it -> target = it);
        decision.deleted().forEach(connections::remove);
        connections.putAll(decision.changed());
        awaitingScanEnd.addAll(decision.nowAwaiting());
        awaitingScanEnd.removeAll(decision.noLongerAwaiting());
        decision.groupAlerts().ifPresent(it -> groupAlerts = it);
        return decision;
    }

    @Override
    public SortedSet<String> awaitingScanEnd() {
        return awaitingScanEnd;
    }

    @Override
    public SortedMap<AlertKey, GroupAlertState> groupAlerts() {
        return groupAlerts;
    }

    @Override
    public Optional<ConnectionState> connection(String connectionId) {
        return Optional.ofNullable(connections.get(connectionId));
    }

    @Override
    public List<ConnectionState> connections() {
        return connections.values().stream()
                .sorted(Comparator.comparing(it -> it.snapshot().connectionId()))
                .toList();
    }

    @Override
    public SortedMap<String, Integer> countByGateway(Set<String> gateways) {
        var connectionsAtGateway = new TreeMap<String, Integer>();
        connections.values().stream()
                .flatMap(it -> it.snapshot().gateways().stream())
                .filter(gateways::contains)
                .forEach(it -> connectionsAtGateway.merge(it, 1, Integer::sum));
        return connectionsAtGateway;
    }
}
