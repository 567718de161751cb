package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.schemas.streams.MemorySerde;
import io.tunnelwatch.schemas.streams.ReleasedMemories;
import java.io.IOException;
import java.util.ArrayList;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** Turns what is remembered of a target into what the first version would have left behind: all in one, in its bytes. */
final class FirstVersion {
    private FirstVersion() {}

    static void remembers(TopologyTestDriver driver, String target) throws IOException {
        KeyValueStore<String, TargetMemory> targets = driver.getKeyValueStore(Names.TARGETS);
        KeyValueStore<String, Boolean> running = driver.getKeyValueStore(Names.RUNNING);
        KeyValueStore<String, GroupsMemory> groups = driver.getKeyValueStore(Names.GROUPS);
        TargetMemory memory = targets.get(target);
        var ids = new ArrayList<String>();
        try (var all = running.all()) {
            all.forEachRemaining(it -> ids.add(it.key.substring(target.length() + 1)));
        }
        memory.setRunning(ids);
        ids.forEach(it -> running.delete(target + "/" + it));
        GroupsMemory ofMany = groups.delete(target);
        memory.setGroups(ofMany == null ? new ArrayList<>() : ofMany.getGroups());
        targets.put(target, fromItsBytes(memory));
    }

    private static TargetMemory fromItsBytes(TargetMemory memory) throws IOException {
        var first = ReleasedMemories.of(TargetMemory.class).get(0);
        var data = SpecificData.getForSchema(memory.getSchema());
        byte[] bytes = new BinaryMessageEncoder<TargetMemory>(data, first)
                .encode(memory)
                .array();
        try (var serde = new MemorySerde<>(TargetMemory.class)) {
            return serde.deserializer().deserialize("", bytes);
        }
    }
}
