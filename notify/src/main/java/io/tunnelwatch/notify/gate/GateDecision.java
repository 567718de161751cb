package io.tunnelwatch.notify.gate;

import io.tunnelwatch.v1.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one input leads to.
 *
 * @param notices decisions, each with the outcome NOTIFY or SILENT
 * @param incidents those that changed, by fingerprint; an empty one is forgotten
 * @param commands those that changed, by id; an empty one is forgotten
 * @param due when time alone brings about the next change
 */
public record GateDecision(
        List<Notification> notices,
        GateClock clock,
        SortedMap<String, Optional<Incident>> incidents,
        SortedMap<String, Optional<StandingCommand>> commands,
        Instant due) {
    /** Nothing happens, and no time passes. */
    static GateDecision none(GateState state) {
        return of(List.of(), state);
    }

    /** A notice, and nothing else happens. */
    static GateDecision only(GateState state, Notification notice) {
        return of(List.of(notice), state);
    }

    private static GateDecision of(List<Notification> notices, GateState state) {
        return new GateDecision(notices, state.clock(), new TreeMap<>(), new TreeMap<>(), state.due());
    }
}
