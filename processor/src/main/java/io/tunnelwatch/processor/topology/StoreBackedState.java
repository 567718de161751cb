package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.ConnectionStateBytes;
import io.tunnelwatch.processor.codec.StateCodec;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.DetectorState;
import io.tunnelwatch.processor.domain.GroupAlertState;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The state of one target in the stores. */
final class StoreBackedState implements DetectorState {
    private static final StringSerializer PREFIX = new StringSerializer();

    private final StateStores stores;
    private final Target target;

    /** Made once: every look into a store needs it. */
    private final String prefix;

    StoreBackedState(StateStores stores, Target target) {
        this.stores = stores;
        this.target = target;
        this.prefix = key(target, "");
    }

    /** The key of a connection. Ids contain no slash, so the target is a prefix of its own keys only. */
    static String key(Target target, String connectionId) {
        return target + "/" + connectionId;
    }

    @Nullable
    TargetState target() {
        return stores.target(target);
    }

    @Override
    public Optional<ConnectionState> connection(String connectionId) {
        return Optional.ofNullable(stores.connections().get(key(connectionId)))
                .map(it -> stores.bytes().decode(connectionId, it));
    }

    @Override
    public Optional<ConnectionState> connection(Snapshot seen) {
        return Optional.ofNullable(stores.connections().get(key(seen.connectionId())))
                .map(it -> stores.bytes().decode(seen, it));
    }

    @Override
    public boolean isUnchanged(Snapshot snapshot) {
        byte[] stored = stores.connections().get(key(snapshot.connectionId()));
        return stored != null && ConnectionStateBytes.matches(snapshot, stored);
    }

    @Override
    public SortedSet<String> awaitingScanEnd() {
        var awaiting = new TreeSet<String>();
        forEach(stores.awaitingScanEnd(), it -> awaiting.add(id(it.key)));
        return awaiting;
    }

    @Override
    public SortedMap<AlertKey, GroupAlertState> groupAlerts() {
        var stored = stores.groups().get(target.toString());
        return stored == null ? Collections.emptySortedMap() : StateCodec.decode(stored);
    }

    /** Reads only the gateways of each connection: a target may have thousands. */
    @Override
    public SortedMap<String, Integer> countByGateway(Set<String> gateways) {
        var connectionsAtGateway = new TreeMap<String, Integer>();
        forEach(stores.connections(), it -> stores.bytes().gateways(it.value).stream()
                .filter(gateways::contains)
                .forEach(gateway -> connectionsAtGateway.merge(gateway, 1, Integer::sum)));
        return connectionsAtGateway;
    }

    @Override
    public List<ConnectionState> connections() {
        var all = new ArrayList<ConnectionState>();
        forEach(stores.connections(), it -> all.add(stores.bytes().decode(id(it.key), it.value)));
        return all;
    }

    void save(Decision decision) {
        decision.deleted().forEach(id -> stores.connections().delete(key(id)));
        decision.changed().forEach(this::save);
        decision.nowAwaiting().forEach(id -> stores.awaitingScanEnd().putIfAbsent(key(id), true));
        decision.noLongerAwaiting().stream()
                .map(this::key)
                .filter(it -> stores.awaitingScanEnd().get(it) != null)
                .forEach(it -> stores.awaitingScanEnd().delete(it));
        decision.groupAlerts().ifPresent(it -> stores.groups().put(target.toString(), StateCodec.encode(it)));
        decision.target().ifPresent(stores::save);
    }

    private void save(String connectionId, ConnectionState state) {
        String key = key(connectionId);
        byte[] before = stores.connections().get(key);
        stores.connections().put(key, stores.bytes().encode(state, before));
    }

    private String key(String connectionId) {
        return prefix + connectionId;
    }

    private String id(String key) {
        return key.substring(prefix.length());
    }

    private <V> void forEach(KeyValueStore<String, V> store, Consumer<KeyValue<String, V>> action) {
        try (var stored = store.prefixScan(prefix, PREFIX)) {
            stored.forEachRemaining(action);
        }
    }
}
