package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.Target;
import io.tunnelwatch.processor.state.ConnectionMemory;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is remembered of all targets.
 *
 * @param targets by target: small, since it is written with every observation
 * @param connections by connection
 * @param running the connections that have something to decide when a scan ends, by connection
 * @param groups by target
 */
record MemoryStores(
        KeyValueStore<String, TargetMemory> targets,
        KeyValueStore<String, ConnectionMemory> connections,
        KeyValueStore<String, Boolean> running,
        KeyValueStore<String, GroupsMemory> groups) {

    static MemoryStores of(ProcessorContext<?, ?> context) {
        return new MemoryStores(
                context.getStateStore(Names.TARGETS),
                context.getStateStore(Names.CONNECTIONS),
                context.getStateStore(Names.RUNNING),
                context.getStateStore(Names.GROUPS));
    }

    /** The first version kept all in one; what it left is moved to where it belongs when it is first met. */
    TargetMemory broughtUpToDate(Target target, TargetMemory remembered) {
        if (!remembered.getRunning().isEmpty()) {
            remembered.getRunning().forEach(id -> running.put(StoredMemory.key(target, id), true));
            remembered.setRunning(List.of());
        }
        if (!remembered.getGroups().isEmpty()) {
            groups.put(target.toString(), new GroupsMemory(remembered.getGroups()));
            remembered.setGroups(List.of());
        }
        return remembered;
    }
}
