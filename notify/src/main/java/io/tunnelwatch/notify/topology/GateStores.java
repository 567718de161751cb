package io.tunnelwatch.notify.topology;

import io.tunnelwatch.notify.codec.GateCodec;
import io.tunnelwatch.notify.gate.GateClock;
import io.tunnelwatch.notify.gate.GateDecision;
import io.tunnelwatch.notify.gate.GateState;
import io.tunnelwatch.notify.gate.Incident;
import io.tunnelwatch.notify.gate.StandingCommand;
import io.tunnelwatch.notify.state.ClockMemory;
import io.tunnelwatch.notify.state.CommandMemory;
import io.tunnelwatch.notify.state.IncidentMemory;
import io.tunnelwatch.runtime.streams.DamagedStateException;
import io.tunnelwatch.runtime.streams.StoredValues;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The stores behind the gate's state: what came from outside in one, and what the gate made of it in another beside it. */
final class GateStores {
    private static final String ONLY_KEY = "gate";

    private final KeyValueStore<String, Alert> alerts;
    private final KeyValueStore<String, IncidentMemory> incidents;
    private final KeyValueStore<String, Command> commands;
    private final KeyValueStore<String, CommandMemory> progress;
    private final KeyValueStore<String, ClockMemory> clock;

    GateStores(ProcessorContext<?, ?> context) {
        this.alerts = context.getStateStore(GateTopology.ALERTS);
        this.incidents = context.getStateStore(GateTopology.INCIDENTS);
        this.commands = context.getStateStore(GateTopology.COMMANDS);
        this.progress = context.getStateStore(GateTopology.PROGRESS);
        this.clock = context.getStateStore(GateTopology.CLOCK);
    }

    GateState load() {
        @Nullable ClockMemory stored = clock.get(ONLY_KEY);
        return GateState.restored(
                stored == null ? GateClock.NEW : StoredValues.decode(() -> GateCodec.decode(stored)),
                load(incidents, alerts, (alert, it) -> GateCodec.decode(alert, it)),
                load(progress, commands, (command, it) -> GateCodec.decode(command, it)));
    }

    private static <M, V, T> List<T> load(
            KeyValueStore<String, M> memories, KeyValueStore<String, V> values, BiFunction<V, M, T> decode) {
        var loaded = new ArrayList<T>();
        try (var all = memories.all()) {
            all.forEachRemaining(it -> {
                V value = values.get(it.key);
                if (value == null) {
                    throw new DamagedStateException("The gate remembers " + it.key + ", and not what that is");
                }
                loaded.add(StoredValues.decode(() -> decode.apply(value, it.value)));
            });
        }
        return loaded;
    }

    /** @param before the state that the decision is to be applied to */
    void save(GateDecision decision, GateState before) {
        decision.incidents().forEach((key, after) -> {
            @Nullable Incident was = before.incidents().get(key);
            @Nullable Alert alert = after.map(Incident::alert).orElse(null);
            if (was == null || alert == null || !was.alert().equals(alert)) {
                alerts.put(key, alert);
            }
            incidents.put(key, after.map(GateCodec::encode).orElse(null));
        });
        decision.commands().forEach((key, after) -> {
            if (after.isEmpty() || !before.commands().containsKey(key)) {
                commands.put(key, after.map(StandingCommand::command).orElse(null));
            }
            progress.put(key, after.map(GateCodec::encode).orElse(null));
        });
        if (!decision.clock().equals(before.clock())) {
            clock.put(ONLY_KEY, GateCodec.encode(decision.clock()));
        }
    }
}
