package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.ConnectionStateBytes;
import io.tunnelwatch.processor.codec.FirstVersionBytes;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.streams.ReleasedStates;
import io.tunnelwatch.runtime.streams.StateSerde;
import java.io.IOException;
import java.util.ArrayList;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** The state that the first version would have left of a target: all in one record, in its bytes. */
final class FirstVersion {
    private FirstVersion() {}

    /** Copies the state of one driver into the next, as if the first version had written it. */
    static void handOver(TopologyTestDriver from, TopologyTestDriver to, String target) throws IOException {
        KeyValueStore<String, byte[]> connections = from.getKeyValueStore(TopologyNames.CONNECTIONS);
        KeyValueStore<String, byte[]> next = to.getKeyValueStore(TopologyNames.CONNECTIONS);
        try (var all = connections.all()) {
            all.forEachRemaining(it -> next.put(it.key, inItsBytes(target, it.key, it.value)));
        }
        KeyValueStore<String, TargetMemory> targets = from.getKeyValueStore(TopologyNames.TARGETS);
        KeyValueStore<String, Boolean> running = from.getKeyValueStore(TopologyNames.AWAITING_SCAN_END);
        KeyValueStore<String, GroupsMemory> groups = from.getKeyValueStore(TopologyNames.GROUPS);
        TargetMemory memory = targets.get(target);
        var ids = new ArrayList<String>();
        try (var all = running.all()) {
            all.forEachRemaining(it -> ids.add(it.key.substring(target.length() + 1)));
        }
        memory.setRunning(ids);
        GroupsMemory ofMany = groups.get(target);
        memory.setGroups(ofMany == null ? new ArrayList<>() : ofMany.getGroups());
        to.<String, TargetMemory>getKeyValueStore(TopologyNames.TARGETS).put(target, fromItsBytes(memory));
    }

    private static byte[] inItsBytes(String target, String key, byte[] connection) {
        return FirstVersionBytes.of(new ConnectionStateBytes().decode(key.substring(target.length() + 1), connection));
    }

    private static TargetMemory fromItsBytes(TargetMemory memory) throws IOException {
        var first = ReleasedStates.of(TargetMemory.class).get(0);
        var data = SpecificData.getForSchema(memory.getSchema());
        byte[] bytes = new BinaryMessageEncoder<TargetMemory>(data, first)
                .encode(memory)
                .array();
        try (var serde = new StateSerde<>(TargetMemory.class)) {
            return serde.deserializer().deserialize("", bytes);
        }
    }
}
