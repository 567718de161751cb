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
    private SortedSet<String> running;
    private boolean runningIsOwn;
    private final TreeMap<String, ConnectionState> changed = new TreeMap<>();
    private final TreeSet<String> forgotten = new TreeSet<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    Sheet(Moment moment, Memory memory, SortedSet<String> running) {
        this.moment = moment;
        this.memory = memory;
        this.running = running;
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
        return running;
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
        if (!running.contains(id)) {
            ownRunning().add(id);
        }
    }

    private void leave(String id) {
        if (running.contains(id)) {
            ownRunning().remove(id);
        }
    }

    /** When a whole region is down they are many, and most records add none: copied only by who changes it. */
    private SortedSet<String> ownRunning() {
        if (!runningIsOwn) {
            running = new TreeSet<>(running);
            runningIsOwn = true;
        }
        return running;
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
        return new Decision(Optional.of(next), changed, forgotten, List.copyOf(events), List.copyOf(findings));
    }
}
