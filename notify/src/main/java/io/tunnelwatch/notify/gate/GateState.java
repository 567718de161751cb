package io.tunnelwatch.notify.gate;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the gate knows: its clock, the alerts and the commands. The gate only reads it; its owner applies each decision when it
 * is stored.
 */
public final class GateState {
    private final TreeMap<String, Incident> incidents = new TreeMap<>();
    private final TreeMap<String, StandingCommand> commands = new TreeMap<>();
    private GateClock clock;

    /** Time of the next change that time alone brings about. A new owner looks at everything once. */
    private Instant due = Instant.MIN;

    private GateState(GateClock clock) {
        this.clock = clock;
    }

    public static GateState empty() {
        return new GateState(GateClock.NEW);
    }

    /** The state that was stored. */
    public static GateState restored(
            GateClock clock, Collection<Incident> incidents, Collection<StandingCommand> commands) {
        var state = new GateState(clock);
        incidents.forEach(it -> state.incidents.put(it.alert().getFingerprint(), it));
        commands.forEach(it -> state.commands.put(it.id(), it));
        return state;
    }

    public void apply(GateDecision decision) {
        clock = decision.clock();
        due = decision.due();
        decision.incidents().forEach((key, it) -> put(incidents, key, it));
        decision.commands().forEach((key, it) -> put(commands, key, it));
    }

    private static <V> void put(TreeMap<String, V> into, String key, Optional<V> value) {
        value.ifPresentOrElse(it -> into.put(key, it), () -> into.remove(key));
    }

    public GateClock clock() {
        return clock;
    }

    Instant due() {
        return due;
    }

    @Nullable
    Incident incident(String fingerprint) {
        return incidents.get(fingerprint);
    }

    public SortedMap<String, Incident> incidents() {
        return Collections.unmodifiableSortedMap(incidents);
    }

    @Nullable
    StandingCommand command(String id) {
        return commands.get(id);
    }

    public SortedMap<String, StandingCommand> commands() {
        return Collections.unmodifiableSortedMap(commands);
    }
}
