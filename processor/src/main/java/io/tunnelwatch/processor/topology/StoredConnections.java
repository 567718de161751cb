package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.ConnectionStateBytes;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.observation.ObservedConnection;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The stored connections, by key. Connections that await the end of a scan are also kept decoded, because each is read at every
 * one; the count of connections at each gateway is kept for targets in which several go down at once.
 */
final class StoredConnections {
    /** Decoded connections of one task, of some 5 kB each. In a larger outage, the others are decoded when they are read. */
    private static final int MOST_DECODED = 10_000;

    private static final StringSerializer PREFIX = new StringSerializer();

    private final KeyValueStore<String, byte[]> stored;
    private final KeyValueStore<String, Boolean> awaitingScanEnd;

    /** Not thread-safe, so each task has its own. */
    private final ConnectionStateBytes bytes = new ConnectionStateBytes();

    private final KnownContents contents = new KnownContents();
    private final Map<String, ConnectionState> decoded = new HashMap<>();
    private final Map<Target, Map<String, Integer>> countsByGateway = new HashMap<>();

    StoredConnections(KeyValueStore<String, byte[]> stored, KeyValueStore<String, Boolean> awaitingScanEnd) {
        this.stored = stored;
        this.awaitingScanEnd = awaitingScanEnd;
    }

    Optional<ConnectionState> find(String key, String connectionId) {
        return find(key, it -> bytes.decode(connectionId, it));
    }

    Optional<ConnectionState> find(String key, Snapshot seen) {
        return find(key, it -> bytes.decode(seen, it));
    }

    private Optional<ConnectionState> find(String key, Function<byte[], ConnectionState> decoding) {
        ConnectionState known = decoded.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        var state = Optional.ofNullable(stored.get(key)).map(decoding);
        state.ifPresent(it -> keepDecoded(key, it));
        return state;
    }

    boolean isUnchanged(TargetKeys keys, ObservedConnection seen) {
        long hash = keys.hash(seen.connectionId());
        if (contents.has(hash, seen)) {
            return true;
        }
        byte[] here = stored.get(keys.key(seen.connectionId()));
        boolean isUnchanged = here != null && ConnectionStateBytes.matches(seen, here);
        if (isUnchanged) {
            contents.put(hash, seen);
        }
        return isUnchanged;
    }

    /** Calls the action for each connection of the target, in order of the keys. */
    void forEach(TargetKeys keys, Consumer<ConnectionState> action) {
        int id = keys.prefix().length();
        forEachStored(keys, (key, value) -> action.accept(bytes.decode(key.substring(id), value)));
    }

    /** The number of the target's connections at each gateway. The first time, this reads the gateways of each connection. */
    Map<String, Integer> countByGateway(TargetKeys keys) {
        return countsByGateway.computeIfAbsent(keys.target(), any -> {
            var counts = new HashMap<String, Integer>();
            forEachStored(keys, (key, value) -> bytes.gateways(value).forEach(it -> counts.merge(it, 1, Integer::sum)));
            return counts;
        });
    }

    /** Stores a connection. It must be known already whether it awaits the end of a scan. */
    void save(TargetKeys keys, ConnectionState state) {
        String id = state.snapshot().connectionId();
        String key = keys.key(id);
        byte[] before = stored.get(key);
        if (before == null || !ConnectionStateBytes.hasConfigurationOf(state.snapshot(), before)) {
            countsByGateway.remove(keys.target());
        }
        stored.put(key, bytes.encode(state, before));
        contents.put(keys.hash(id), state.snapshot());
        forgetDecoded(key);
        keepDecoded(key, state);
    }

    void delete(TargetKeys keys, String connectionId) {
        String key = keys.key(connectionId);
        countsByGateway.remove(keys.target());
        stored.delete(key);
        contents.forget(keys.hash(connectionId));
        forgetDecoded(key);
    }

    private void keepDecoded(String key, ConnectionState state) {
        if (decoded.size() < MOST_DECODED && awaitingScanEnd.get(key) != null) {
            decoded.put(key, state);
        }
    }

    /** Forgets the decoded state of a connection that does not await the end of a scan any more. */
    void forgetDecoded(String key) {
        decoded.remove(key);
    }

    private void forEachStored(TargetKeys keys, BiConsumer<String, byte[]> action) {
        try (var all = stored.prefixScan(keys.prefix(), PREFIX)) {
            all.forEachRemaining(it -> action.accept(it.key, it.value));
        }
    }
}
