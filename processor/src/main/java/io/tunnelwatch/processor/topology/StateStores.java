package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.StateCodec;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of all targets. Whatever resets the stores to the committed state also initialises the processor again, maybe
 * the same one; it then makes a new instance of this class, since what is kept here is of the stores as they were.
 */
final class StateStores {
    private final KeyValueStore<String, TargetMemory> targets;
    private final KeyValueStore<String, Boolean> awaitingScanEnd;
    private final KeyValueStore<String, GroupsMemory> groups;
    private final StoredConnections connections;

    /** Decoded targets: each is read and changed with every observation, so it is decoded only once. */
    private final Map<Target, TargetState> known = new HashMap<>();

    StateStores(ProcessorContext<?, ?> context) {
        this.targets = context.getStateStore(TopologyNames.TARGETS);
        this.awaitingScanEnd = context.getStateStore(TopologyNames.AWAITING_SCAN_END);
        this.groups = context.getStateStore(TopologyNames.GROUPS);
        this.connections = new StoredConnections(context.getStateStore(TopologyNames.CONNECTIONS), awaitingScanEnd);
    }

    @Nullable
    TargetState target(Target target) {
        return known.computeIfAbsent(target, this::read);
    }

    /** All stored targets. Called when writing is not allowed yet, so it only reads. */
    List<TargetState> targets() {
        var stored = new ArrayList<TargetState>();
        try (var all = targets.all()) {
            all.forEachRemaining(it -> stored.add(StateCodec.decode(it.value)));
        }
        return stored;
    }

    void save(TargetState state) {
        known.put(state.target(), state);
        targets.put(state.target().toString(), StateCodec.encode(state));
    }

    StoredConnections connections() {
        return connections;
    }

    /** Connections that await the end of a scan: something is to be decided there. */
    KeyValueStore<String, Boolean> awaitingScanEnd() {
        return awaitingScanEnd;
    }

    /** Group alerts, by target. */
    KeyValueStore<String, GroupsMemory> groups() {
        return groups;
    }

    private @Nullable TargetState read(Target target) {
        TargetMemory stored = targets.get(target.toString());
        if (stored == null) {
            return null;
        }
        moveFormerLayout(target, stored);
        return StateCodec.decode(stored);
    }

    /** Moves the state of earlier builds, which kept everything in the target, into the stores of its own. */
    private void moveFormerLayout(Target target, TargetMemory stored) {
        var keys = TargetKeys.of(target);
        stored.getRunning().forEach(id -> awaitingScanEnd.put(keys.key(id), true));
        if (!stored.getGroups().isEmpty()) {
            groups.put(target.toString(), new GroupsMemory(List.copyOf(stored.getGroups())));
        }
        if (!stored.getRunning().isEmpty() || !stored.getGroups().isEmpty()) {
            targets.put(target.toString(), StateCodec.encode(StateCodec.decode(stored)));
        }
    }
}
