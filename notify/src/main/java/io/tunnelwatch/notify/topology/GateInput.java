package io.tunnelwatch.notify.topology;

import io.tunnelwatch.notify.gate.CommandReader;
import io.tunnelwatch.notify.gate.Gate;
import io.tunnelwatch.notify.gate.GateDecision;
import io.tunnelwatch.notify.gate.GateState;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Transition;
import java.time.Instant;

/** One record of the topic in which everything that passes the gate has one order. */
sealed interface GateInput {
    /** The gate's answer. */
    GateDecision decide(Gate gate, GateState state);

    /** A step of an alert. */
    record Step(Alert alert) implements GateInput {
        @Override
        public GateDecision decide(Gate gate, GateState state) {
            return gate.step(state, alert);
        }
    }

    /** A person's command. */
    record Order(Command command) implements GateInput {
        @Override
        public GateDecision decide(Gate gate, GateState state) {
            return gate.command(state, CommandReader.read(command));
        }
    }

    /** A changed configuration. */
    record Change(Transition transition) implements GateInput {
        @Override
        public GateDecision decide(Gate gate, GateState state) {
            return gate.change(state, transition);
        }
    }

    /** The passing of time, written down so that every reader sees the same. */
    record Tick(Instant at) implements GateInput {
        @Override
        public GateDecision decide(Gate gate, GateState state) {
            return gate.tick(state, at);
        }
    }
}
