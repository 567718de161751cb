package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.ConnectionBytes;
import io.tunnelwatch.processor.codec.MemoryCodec;
import io.tunnelwatch.processor.domain.Target;
import io.tunnelwatch.processor.domain.TargetState;
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
 * What is remembered of all targets. Whatever brings the stores back to what was committed begins a new processor, and with it
 * one of these.
 */
final class MemoryStores {
    private final KeyValueStore<String, TargetMemory> targets;
    private final KeyValueStore<String, byte[]> connections;
    private final KeyValueStore<String, Boolean> running;
    private final KeyValueStore<String, GroupsMemory> groups;

    /** Not for two threads at once, so that each task has its own. */
    private final ConnectionBytes bytes = new ConnectionBytes();

    /** Targets as they stand in their store: each is asked for and changed with every observation, so it is decoded but once. */
    private final Map<Target, TargetState> known = new HashMap<>();

    MemoryStores(ProcessorContext<?, ?> context) {
        this.targets = context.getStateStore(Names.TARGETS);
        this.connections = context.getStateStore(Names.CONNECTIONS);
        this.running = context.getStateStore(Names.RUNNING);
        this.groups = context.getStateStore(Names.GROUPS);
    }

    @Nullable
    TargetState target(Target target) {
        return known.computeIfAbsent(target, this::read);
    }

    /** Every target that is remembered. It writes nothing, for which it would be too early. */
    List<TargetState> targets() {
        var remembered = new ArrayList<TargetState>();
        try (var all = targets.all()) {
            all.forEachRemaining(it -> remembered.add(MemoryCodec.decode(it.value)));
        }
        return remembered;
    }

    void remember(TargetState state) {
        known.put(state.target(), state);
        targets.put(state.target().toString(), MemoryCodec.encode(state));
    }

    /** By connection; of most records only the first bytes are looked at. */
    KeyValueStore<String, byte[]> connections() {
        return connections;
    }

    ConnectionBytes bytes() {
        return bytes;
    }

    /** The connections that have something to decide when a scan ends. */
    KeyValueStore<String, Boolean> running() {
        return running;
    }

    /** By target. */
    KeyValueStore<String, GroupsMemory> groups() {
        return groups;
    }

    private @Nullable TargetState read(Target target) {
        TargetMemory remembered = targets.get(target.toString());
        if (remembered == null) {
            return null;
        }
        moveWhatTheFirstVersionKept(target, remembered);
        return MemoryCodec.decode(remembered);
    }

    /** It kept all in one; what grew has stores of its own now. */
    private void moveWhatTheFirstVersionKept(Target target, TargetMemory remembered) {
        remembered.getRunning().forEach(id -> running.put(StoredMemory.key(target, id), true));
        if (!remembered.getGroups().isEmpty()) {
            groups.put(target.toString(), new GroupsMemory(List.copyOf(remembered.getGroups())));
        }
        if (!remembered.getRunning().isEmpty() || !remembered.getGroups().isEmpty()) {
            targets.put(target.toString(), MemoryCodec.encode(MemoryCodec.decode(remembered)));
        }
    }
}
