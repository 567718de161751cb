package io.tunnelwatch.processor.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is remembered, in maps, by the detector alone. */
public final class PlainMemory implements Memory {
    private final TreeMap<String, ConnectionState> connections = new TreeMap<>();
    private final UnaryOperator<ConnectionState> keptConnection;
    private final UnaryOperator<TargetState> keptTarget;
    private final UnaryOperator<SortedMap<AlertKey, GroupState>> keptGroups;
    private final TreeSet<String> running = new TreeSet<>();
    private SortedMap<AlertKey, GroupState> groups = new TreeMap<>();
    private @Nullable TargetState target;

    public PlainMemory() {
        this(UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** With a way in which things are kept, such as bytes. */
    public PlainMemory(
            UnaryOperator<ConnectionState> keptConnection,
            UnaryOperator<TargetState> keptTarget,
            UnaryOperator<SortedMap<AlertKey, GroupState>> keptGroups) {
        this.keptConnection = keptConnection;
        this.keptTarget = keptTarget;
        this.keptGroups = keptGroups;
    }

    public Decision decide(Detector detector, Observation observation) {
        Decision decision = detector.decide(target, this, observation);
        decision.target().ifPresent(it -> target = keptTarget.apply(it));
        decision.forgotten().forEach(connections::remove);
        decision.changed().forEach((id, it) -> connections.put(id, keptConnection.apply(it)));
        running.addAll(decision.attended());
        running.removeAll(decision.left());
        decision.groups().ifPresent(it -> groups = keptGroups.apply(it));
        return decision;
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
        connections.values().stream()
                .flatMap(it -> it.snapshot().gateways().stream())
                .filter(gateways::contains)
                .forEach(it -> sharing.merge(it, 1, Integer::sum));
        return sharing;
    }
}
