package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Decision.Finding;
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
final class Sheet {
    private final Moment moment;
    private final Memory memory;
    private final TreeMap<String, ConnectionState> changed = new TreeMap<>();
    private final TreeSet<String> forgotten = new TreeSet<>();
    private final TreeSet<String> attended = new TreeSet<>();
    private final TreeSet<String> left = new TreeSet<>();
    private @Nullable SortedMap<AlertKey, GroupState> knownGroups;
    private TreeMap<AlertKey, GroupState> groups = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    Sheet(Moment moment, Memory memory) {
        this.moment = moment;
        this.memory = memory;
    }

    Moment moment() {
        return moment;
    }

    /** A connection, including what was just decided. */
    @Nullable
    ConnectionState connection(String id) {
        if (forgotten.contains(id)) {
            return null;
        }
        ConnectionState here = changed.get(id);
        return here != null ? here : memory.connection(id).orElse(null);
    }

    @Nullable
    ConnectionState connection(Snapshot seen) {
        boolean decided = changed.containsKey(seen.connectionId()) || forgotten.contains(seen.connectionId());
        return decided
                ? connection(seen.connectionId())
                : memory.connection(seen).orElse(null);
    }

    /** All connections of the target, including what was just decided. */
    List<ConnectionState> connections() {
        return memory.connections().stream()
                .map(it -> connection(it.snapshot().connectionId()))
                .flatMap(it -> Optional.ofNullable(it).stream())
                .toList();
    }

    SortedMap<String, Integer> sharing(Set<String> gateways) {
        return memory.sharing(gateways);
    }

    /** The connections with something to decide at the end of the scan. */
    SortedSet<String> running() {
        var running = new TreeSet<>(memory.running());
        running.addAll(attended);
        running.removeAll(left);
        return running;
    }

    /**
     * The alerts that cover many connections, to be changed in place. Loaded on first use, because most observations do not
     * concern them.
     */
    TreeMap<AlertKey, GroupState> groups() {
        if (knownGroups == null) {
            knownGroups = memory.groups();
            groups = new TreeMap<>(knownGroups);
        }
        return groups;
    }

    /** Stores a connection for now; the end of the scan shows whether more is to be decided. */
    void put(ConnectionState connection) {
        String id = connection.snapshot().connectionId();
        changed.put(id, connection);
        forgotten.remove(id);
    }

    /** Stores a connection at the end of a scan. */
    void settle(ConnectionState connection) {
        String id = connection.snapshot().connectionId();
        put(connection);
        if (connection.isRunning(moment.now())) {
            attend(id);
        } else {
            leave(id);
        }
    }

    /** Marks a connection as having something to decide at the end of the scan. */
    void attend(String id) {
        attended.add(id);
        left.remove(id);
    }

    private void leave(String id) {
        attended.remove(id);
        left.add(id);
    }

    void remove(String id) {
        changed.remove(id);
        leave(id);
        forgotten.add(id);
    }

    void tell(Event event) {
        events.add(event);
    }

    void find(Verdict verdict, String about) {
        findings.add(new Finding(verdict, about, null));
    }

    void find(Verdict verdict, AlertKey about) {
        findings.add(new Finding(verdict, about.entity(), about.rule()));
    }

    Decision decision(TargetState next) {
        return new Decision(
                Optional.of(next),
                changed,
                forgotten,
                attended,
                left,
                groups.equals(knownGroups) || knownGroups == null ? Optional.empty() : Optional.of(groups),
                List.copyOf(events),
                List.copyOf(findings));
    }
}
