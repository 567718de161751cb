package io.tunnelwatch.sink.packet;

import io.tunnelwatch.sink.model.AlertIncident;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The members of an alert, and the connections that share a gateway with it, as they were when it fired and when it ended. */
final class Relatives {
    /** The worst first, since the top is read first. */
    private static final List<FacetState> WORST_FIRST =
            List.of(FacetState.DOWN, FacetState.DEGRADED, FacetState.UNKNOWN, FacetState.UP, FacetState.NOT_CONFIGURED);

    private static final Comparator<Packet.Related> ORDER = Comparator.comparing(
                    (Packet.Related it) -> WORST_FIRST.indexOf(it.whenFired().getState()))
            .thenComparing(it -> !it.isMember())
            .thenComparing(Packet.Related::name)
            .thenComparing(Packet.Related::id);

    private final Alert alert;
    private final Set<String> gateways;
    private final Set<String> members;
    private final Map<String, ConnectionView> whenFired;
    private final Map<String, ConnectionView> atEnd;

    Relatives(ReadModel model, AlertIncident incident, String target, Set<String> gateways) {
        this.alert = incident.last();
        this.gateways = gateways;
        this.members = new TreeSet<>(incident.members());
        Set<String> keys = members.stream().map(it -> target + "/" + it).collect(Collectors.toSet());
        this.whenFired = byId(model, target, keys, incident.firedAt());
        this.atEnd = byId(model, target, keys, incident.until());
    }

    private Map<String, ConnectionView> byId(ReadModel model, String target, Set<String> keys, Instant at) {
        var found = new TreeMap<String, ConnectionView>();
        model.past().related(target, keys, gateways, at).forEach(it -> found.put(it.getConnectionId(), it));
        return found;
    }

    /** The name of a member when the alert fired; its id if it had none. */
    String name(String id) {
        ConnectionView view = whenFired.get(id);
        return view == null || view.getContext().getName().isEmpty()
                ? id
                : view.getContext().getName();
    }

    Bounded<Packet.Related> related() {
        List<Packet.Related> all = whenFired.values().stream()
                .filter(it -> !it.getConnectionId().equals(alert.getConnectionId()))
                .map(this::related)
                .sorted(ORDER)
                .toList();
        return Bounded.first(all, Limits.RELATED);
    }

    private Packet.Related related(ConnectionView it) {
        String id = it.getConnectionId();
        ConnectionView then = atEnd.get(id);
        return new Packet.Related(
                id,
                it.getContext().getName(),
                members.contains(id),
                Collector.gateways(it.getContext()).stream()
                        .filter(gateways::contains)
                        .toList(),
                it.getHeadline(),
                then == null ? null : then.getHeadline());
    }
}
