package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Decision.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one decision writes down. It lives as long as the decision takes; nothing outside sees it half done. */
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

    /** A connection as it stands, what was just decided included. */
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

    /** All of the target, what was just decided included. */
    List<ConnectionState> connections() {
        return memory.connections().stream()
                .map(it -> connection(it.snapshot().connectionId()))
                .flatMap(it -> Optional.ofNullable(it).stream())
                .toList();
    }

    SortedMap<String, Integer> sharing(Set<String> gateways) {
        return memory.sharing(gateways);
    }

    /** Those that have something to decide when the scan ends. */
    SortedSet<String> running() {
        var running = new TreeSet<>(memory.running());
        running.addAll(attended);
        running.removeAll(left);
        return running;
    }

    /** Those who speak for many, to be changed in place. Most observations do not concern them, so they are laid out when first asked for. */
    TreeMap<AlertKey, GroupState> groups() {
        if (knownGroups == null) {
            knownGroups = memory.groups();
            groups = new TreeMap<>(knownGroups);
        }
        return groups;
    }

    /** As it is for now: whether the scan has more to decide about it shows at its end. */
    void put(ConnectionState connection) {
        String id = connection.snapshot().connectionId();
        changed.put(id, connection);
        forgotten.remove(id);
    }

    /** As it is at the end of a scan. */
    void settle(ConnectionState connection) {
        String id = connection.snapshot().connectionId();
        put(connection);
        if (connection.isRunning(moment.now())) {
            attend(id);
        } else {
            leave(id);
        }
    }

    /** It has something to decide when the scan ends. */
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
