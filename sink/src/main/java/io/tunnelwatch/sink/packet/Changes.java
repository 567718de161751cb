package io.tunnelwatch.sink.packet;

import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The changes of the alert's connections themselves: what was configured, created or deleted, before the incident and in it. */
final class Changes {
    /** People look for the cause among what was done on the same day. */
    static final Duration BEFORE = Duration.ofDays(1);

    private final ReadModel model;
    private final Alert alert;
    private final String target;
    private final Instant from;
    private final Instant to;

    Changes(ReadModel model, Alert alert, String target, Instant from, Instant to) {
        this.model = model;
        this.alert = alert;
        this.target = target;
        this.from = from.minus(BEFORE);
        this.to = to;
    }

    /** The changes, oldest first. If their records are no longer kept, those that the alert carries. */
    Bounded<Packet.Change> of(List<String> connections) {
        var changes = new ArrayList<Packet.Change>();
        for (String id : connections) {
            model.changes(target + "/" + id).stream()
                    .filter(it -> !it.getDetectedAt().isBefore(from)
                            && !it.getDetectedAt().isAfter(to))
                    .map(it -> change(id, it))
                    .forEach(changes::add);
        }
        if (changes.isEmpty() && !alert.getRecentChanges().isEmpty()) {
            changes.add(ofTheAlert());
        }
        changes.sort(Comparator.comparing((Packet.Change it) -> it.at() == null ? Instant.EPOCH : it.at())
                .thenComparing(Packet.Change::connectionId)
                .thenComparing(Packet.Change::transitionId));
        return Bounded.ends(changes, Limits.CHANGES);
    }

    private static Packet.Change change(String connectionId, Transition it) {
        return new Packet.Change(
                connectionId,
                it.getKind(),
                it.getDetectedAt(),
                it.getNotBefore(),
                Bounded.first(it.getChanges(), Limits.FIELDS_OF_A_CHANGE),
                it.getTransitionId(),
                it.getOrder());
    }

    private Packet.Change ofTheAlert() {
        String id = alert.getConnectionId() == null ? alert.getEntity() : alert.getConnectionId();
        return new Packet.Change(
                id,
                TransitionKind.CONFIGURATION_CHANGED,
                null,
                null,
                Bounded.first(alert.getRecentChanges(), Limits.FIELDS_OF_A_CHANGE),
                "",
                null);
    }
}
