package io.tunnelwatch.notify.gate;

import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.v1.Alert;
import java.time.Instant;

/**
 * Decides who is to be told what. Each active alert that nothing covers is told to every destination that its routes lead to,
 * once for each step; how it ends is told to those that know it as firing. All rules follow from that: when a silence, a
 * maintenance or an acknowledgement ends, or a route opens, the newest step is told to those that do not know it yet.
 */
public final class Gate {
    private final Routing routing;

    public Gate(Routing routing) {
        this.routing = routing;
    }

    /** A step that was judged before, or that a later one has overtaken, changes nothing. */
    public GateDecision step(GateState state, Alert alert) {
        Incident before = state.incident(alert.getFingerprint());
        if (before != null && before.knows(alert)) {
            return GateDecision.none(state);
        }
        var turn = new Turn(state, routing);
        turn.advance(alert.getUpdatedAt());
        turn.step(alert);
        return turn.decision();
    }

    /** A command that was refused, or whose id is known, changes nothing. */
    public GateDecision command(GateState state, StandingCommand command) {
        if (command.command().getRefused() != null || state.command(command.id()) != null) {
            return GateDecision.none(state);
        }
        var turn = new Turn(state, routing);
        turn.command(command);
        return turn.decision();
    }

    /** Time passes. */
    public GateDecision tick(GateState state, Instant time) {
        var turn = new Turn(state, routing);
        turn.advance(time);
        turn.tick(time);
        return turn.decision();
    }
}
