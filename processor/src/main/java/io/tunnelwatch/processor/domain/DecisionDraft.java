package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Decision.NotedVerdict;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects the parts of one decision. It exists only while the decision is made; nothing outside sees it incomplete. */
final class DecisionDraft {
    private final DecisionTime time;
    private final DetectorState state;
    private final TreeMap<String, ConnectionState> changed = new TreeMap<>();
    private final TreeSet<String> deleted = new TreeSet<>();
    private final TreeSet<String> nowAwaiting = new TreeSet<>();
    private final TreeSet<String> noLongerAwaiting = new TreeSet<>();
    private @Nullable SortedMap<AlertKey, GroupAlertState> knownGroupAlerts;
    private TreeMap<AlertKey, GroupAlertState> groupAlerts = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<NotedVerdict> verdicts = new ArrayList<>();

    DecisionDraft(DecisionTime time, DetectorState state) {
        this.time = time;
        this.state = state;
    }

    DecisionTime time() {
        return time;
    }

    /** A connection, including what was just decided. */
    @Nullable
    ConnectionState connection(String id) {
        if (deleted.contains(id)) {
            return null;
        }
        ConnectionState here = changed.get(id);
        return here != null ? here : state.connection(id).orElse(null);
    }

    @Nullable
    ConnectionState connection(Snapshot seen) {
        boolean decided = changed.containsKey(seen.connectionId()) || deleted.contains(seen.connectionId());
        return decided
                ? connection(seen.connectionId())
                : state.connection(seen).orElse(null);
    }

    /** All connections of the target, including what was just decided. */
    List<ConnectionState> connections() {
        return state.connections().stream()
                .map(it -> connection(it.snapshot().connectionId()))
                .flatMap(it -> Optional.ofNullable(it).stream())
                .toList();
    }

    /** The number of connections at each of these gateways, without those that were just deleted. */
    SortedMap<String, Integer> countByGateway(Set<String> gateways) {
        var connectionsAtGateway = new TreeMap<>(state.countByGateway(gateways));
        deleted.stream()
                .flatMap(it -> state.connection(it).stream())
                .flatMap(it -> it.snapshot().gateways().stream())
                .forEach(it -> connectionsAtGateway.computeIfPresent(it, (any, count) -> count - 1));
        return connectionsAtGateway;
    }

    /** The connections that await the end of the scan. */
    SortedSet<String> awaitingScanEnd() {
        var awaiting = new TreeSet<>(state.awaitingScanEnd());
        awaiting.addAll(nowAwaiting);
        awaiting.removeAll(noLongerAwaiting);
        return awaiting;
    }

    /**
     * The group alerts, to be changed in place. Loaded on first use, because most observations do not concern them.
     */
    TreeMap<AlertKey, GroupAlertState> groupAlerts() {
        if (knownGroupAlerts == null) {
            knownGroupAlerts = state.groupAlerts();
            groupAlerts = new TreeMap<>(knownGroupAlerts);
        }
        return groupAlerts;
    }

    /** Stores a connection for now; the end of the scan shows whether more is to be decided. */
    void put(ConnectionState connection) {
        String id = connection.snapshot().connectionId();
        changed.put(id, connection);
        deleted.remove(id);
    }

    /** Stores a connection at the end of a scan, unless it is as it was before. */
    void putAtEndOfScan(ConnectionState before, ConnectionState connection) {
        String id = connection.snapshot().connectionId();
        if (!connection.equals(before)) {
            put(connection);
        }
        if (connection.awaitsScanEnd(time.now())) {
            await(id);
        } else {
            stopAwaiting(id);
        }
    }

    /** Marks a connection as having something to decide at the end of the scan. */
    void await(String id) {
        nowAwaiting.add(id);
        noLongerAwaiting.remove(id);
    }

    private void stopAwaiting(String id) {
        nowAwaiting.remove(id);
        noLongerAwaiting.add(id);
    }

    void remove(String id) {
        changed.remove(id);
        stopAwaiting(id);
        deleted.add(id);
    }

    void add(Event event) {
        events.add(event);
    }

    void note(Verdict verdict, String subject) {
        verdicts.add(new NotedVerdict(verdict, subject, null));
    }

    void note(Verdict verdict, AlertKey subject) {
        verdicts.add(new NotedVerdict(verdict, subject.entity(), subject.rule()));
    }

    Decision decision(TargetState next) {
        return new Decision(
                Optional.of(next),
                changed,
                deleted,
                nowAwaiting,
                noLongerAwaiting,
                groupAlerts.equals(knownGroupAlerts) || knownGroupAlerts == null
                        ? Optional.empty()
                        : Optional.of(groupAlerts),
                List.copyOf(events),
                List.copyOf(verdicts));
    }
}
