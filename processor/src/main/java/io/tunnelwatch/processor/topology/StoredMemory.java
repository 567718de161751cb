package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.MemoryCodec;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Memory;
import io.tunnelwatch.processor.domain.Target;
import io.tunnelwatch.processor.state.ConnectionMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;

/** A target's connections, as the store has them. */
final class StoredMemory implements Memory {
    private final KeyValueStore<String, ConnectionMemory> store;
    private final Target target;

    StoredMemory(KeyValueStore<String, ConnectionMemory> store, Target target) {
        this.store = store;
        this.target = target;
    }

    /** Ids hold no slash, so that a target's keys are those that begin with it. */
    static String key(Target target, String connectionId) {
        return target + "/" + connectionId;
    }

    @Override
    public Optional<ConnectionState> connection(String connectionId) {
        return Optional.ofNullable(store.get(key(target, connectionId))).map(MemoryCodec::decode);
    }

    /** Reads no more of each than it needs: a target may have thousands. */
    @Override
    public SortedMap<String, Integer> sharing(Set<String> gateways) {
        var sharing = new TreeMap<String, Integer>();
        try (var stored = store.prefixScan(target + "/", new StringSerializer())) {
            stored.forEachRemaining(it -> MemoryCodec.gateways(it.value).stream()
                    .filter(gateways::contains)
                    .forEach(gateway -> sharing.merge(gateway, 1, Integer::sum)));
        }
        return sharing;
    }

    @Override
    public List<ConnectionState> connections() {
        var all = new ArrayList<ConnectionState>();
        try (var stored = store.prefixScan(target + "/", new StringSerializer())) {
            stored.forEachRemaining(it -> all.add(MemoryCodec.decode(it.value)));
        }
        return all;
    }
}
