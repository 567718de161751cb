package io.tunnelwatch.notify.gate;

import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Decides which destination is notified of what. Of each step of an active alert that nothing covers, every destination of its
 * routes is notified once; of its end, those that were notified of the firing. All rules follow from that: when a silence, a
 * maintenance or an acknowledgement ends, or a route opens, the newest step goes to those that were not notified of it yet.
 */
public final class Gate {
    /** An older change is no news: a processor that has lost its state publishes those of the past again. */
    private static final Duration NEWS = Duration.ofHours(1);

    private final Routing routing;
    private final SortedSet<String> hearingOfChanges;

    /** A gate that tells nobody of changed configurations. */
    public Gate(Routing routing) {
        this(routing, Collections.emptySortedSet());
    }

    /** @param hearingOfChanges the names of the destinations that are told of changed configurations */
    public Gate(Routing routing, SortedSet<String> hearingOfChanges) {
        this.routing = routing;
        this.hearingOfChanges = Collections.unmodifiableSortedSet(new TreeSet<>(hearingOfChanges));
    }

    /** Returns whether any destination is told of changed configurations. */
    public boolean tellsOfChanges() {
        return !hearingOfChanges.isEmpty();
    }

    /** A step that was judged before, or that a later one has overtaken, changes nothing. */
    public GateDecision step(GateState state, Alert alert) {
        Incident before = state.incident(alert.getFingerprint());
        if (before != null && before.knows(alert)) {
            return GateDecision.none(state);
        }
        var evaluation = new GateEvaluation(state, routing);
        evaluation.advance(alert.getUpdatedAt());
        evaluation.step(alert);
        return evaluation.decision();
    }

    /** A command that was refused, or whose id is known, changes nothing. */
    public GateDecision command(GateState state, StandingCommand command) {
        if (command.command().getRefused() != null || state.command(command.id()) != null) {
            return GateDecision.none(state);
        }
        var evaluation = new GateEvaluation(state, routing);
        evaluation.command(command);
        return evaluation.decision();
    }

    /**
     * The configuration of a connection has changed. This is news and no alert: no command covers it, and it moves no time.
     */
    public GateDecision change(GateState state, Transition change) {
        boolean isNews = !change.getDetectedAt().isBefore(state.clock().now().minus(NEWS));
        if (!tellsOfChanges() || !state.clock().isPublishing() || !isNews) {
            return GateDecision.none(state);
        }
        var routed = new TreeSet<>(routing.destinationsFor(ConfigurationNotice.labels(change), change.getDetectedAt())
                .keySet());
        routed.retainAll(hearingOfChanges);
        return GateDecision.only(state, ConfigurationNotice.of(change, routed));
    }

    /** Time passes. */
    public GateDecision tick(GateState state, Instant time) {
        var evaluation = new GateEvaluation(state, routing);
        evaluation.advance(time);
        evaluation.tick(time);
        return evaluation.decision();
    }
}
