package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.StateCodec;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.DetectorState;
import io.tunnelwatch.processor.domain.GroupAlertState;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.observation.ObservedConnection;
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
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The state of one target in the stores. */
final class StoreBackedState implements DetectorState {
    private static final StringSerializer PREFIX = new StringSerializer();

    private final StateStores stores;
    private final TargetKeys keys;

    StoreBackedState(StateStores stores, Target target) {
        this.stores = stores;
        this.keys = TargetKeys.of(target);
    }

    boolean isOf(Target target) {
        return target.equals(keys.target());
    }

    @Nullable
    TargetState target() {
        return stores.target(keys.target());
    }

    @Override
    public Optional<ConnectionState> connection(String connectionId) {
        return stores.connections().find(keys.key(connectionId), connectionId);
    }

    @Override
    public Optional<ConnectionState> connection(Snapshot seen) {
        return stores.connections().find(keys.key(seen.connectionId()), seen);
    }

    @Override
    public boolean isUnchanged(ObservedConnection seen) {
        return stores.connections().isUnchanged(keys, seen);
    }

    @Override
    public SortedSet<String> awaitingScanEnd() {
        var awaiting = new TreeSet<String>();
        try (var stored = stores.awaitingScanEnd().prefixScan(keys.prefix(), PREFIX)) {
            stored.forEachRemaining(
                    it -> awaiting.add(it.key.substring(keys.prefix().length())));
        }
        return awaiting;
    }

    @Override
    public SortedMap<AlertKey, GroupAlertState> groupAlerts() {
        var stored = stores.groups().get(keys.target().toString());
        return stored == null ? Collections.emptySortedMap() : StateCodec.decode(stored);
    }

    @Override
    public SortedMap<String, Integer> countByGateway(Set<String> gateways) {
        var all = stores.connections().countByGateway(keys);
        var counts = new TreeMap<String, Integer>();
        gateways.stream().filter(all::containsKey).forEach(it -> counts.put(it, all.get(it)));
        return counts;
    }

    @Override
    public List<ConnectionState> connections() {
        var all = new ArrayList<ConnectionState>();
        stores.connections().forEach(keys, all::add);
        return all;
    }

    void save(Decision decision) {
        decision.nowAwaiting().forEach(id -> stores.awaitingScanEnd().putIfAbsent(keys.key(id), true));
        decision.noLongerAwaiting().stream().map(keys::key).forEach(this::stopAwaiting);
        decision.deleted().forEach(id -> stores.connections().delete(keys, id));
        decision.changed().values().forEach(it -> stores.connections().save(keys, it));
        decision.groupAlerts().ifPresent(it -> stores.groups().put(keys.target().toString(), StateCodec.encode(it)));
        decision.target().ifPresent(stores::save);
    }

    private void stopAwaiting(String key) {
        if (stores.awaitingScanEnd().get(key) != null) {
            stores.awaitingScanEnd().delete(key);
        }
        stores.connections().forgetDecoded(key);
    }
}
