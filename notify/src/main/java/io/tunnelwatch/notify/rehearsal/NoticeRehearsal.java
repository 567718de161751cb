package io.tunnelwatch.notify.rehearsal;

import io.tunnelwatch.notify.gate.CommandReader;
import io.tunnelwatch.notify.gate.Gate;
import io.tunnelwatch.notify.gate.GateDecision;
import io.tunnelwatch.notify.gate.GateState;
import io.tunnelwatch.notify.gate.StandingCommand;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Lets steps of alerts and commands pass the gate in the order of their times, and the time between them, as if the gate had
 * been there from the first. The live gate takes them as they arrive, which is later by seconds.
 */
public final class NoticeRehearsal {
    private final Gate gate;
    private final GateState state = GateState.empty();
    private final List<Notification> decided = new ArrayList<>();
    private Instant due = Instant.MAX;

    private NoticeRehearsal(Routing routing) {
        this.gate = new Gate(routing);
    }

    /** A step or a command. */
    private record Input(Instant at, BiFunction<Gate, GateState, GateDecision> decide) {}

    /**
     * The gate's decisions, to notify or to stay silent.
     *
     * @param steps those of one alert in their order
     * @param commands as recorded; refused ones and those that make no sense are left out, as in the gate
     * @param end no input after it counts, and reminders are due up to it
     */
    public static List<Notification> of(
            Routing routing, Collection<Alert> steps, Collection<Command> commands, Instant end) {
        var inputs = new ArrayList<Input>();
        // A command comes before a step of the same time, as it acts from that time on.
        commands.forEach(command -> read(command)
                .ifPresent(
                        it -> inputs.add(new Input(it.command().getAt(), (gate, state) -> gate.command(state, it)))));
        steps.forEach(it -> inputs.add(new Input(it.getUpdatedAt(), (gate, state) -> gate.step(state, it))));
        inputs.removeIf(it -> it.at().isAfter(end));
        inputs.sort(Comparator.comparing(Input::at));
        var rehearsal = new NoticeRehearsal(routing);
        rehearsal.play(inputs, end);
        return rehearsal.decided;
    }

    private void play(List<Input> inputs, Instant end) {
        if (inputs.isEmpty()) {
            return;
        }
        begin(inputs.get(0).at().minusSeconds(1));
        for (Input it : inputs) {
            waitUntil(it.at());
            apply(it.decide().apply(gate, state));
        }
        waitUntil(end);
    }

    /** Lets two ticks pass without a step: the gate takes no step for an old one then. */
    private void begin(Instant at) {
        apply(gate.tick(state, at));
        apply(gate.tick(state, at));
    }

    /** Lets time pass, and stops wherever it alone brings about a change. */
    private void waitUntil(Instant time) {
        while (!due.isAfter(time)) {
            Instant now = due;
            apply(gate.tick(state, now));
            if (!due.isAfter(now)) {
                throw new IllegalStateException("the gate has nothing to do at " + now + ", and waits for it");
            }
        }
    }

    private void apply(GateDecision decision) {
        state.apply(decision);
        decided.addAll(decision.notices());
        due = decision.due();
    }

    private static Optional<StandingCommand> read(Command it) {
        try {
            return it.getRefused() == null ? Optional.of(CommandReader.read(it)) : Optional.empty();
        } catch (BadRecordException e) {
            return Optional.empty();
        }
    }
}
