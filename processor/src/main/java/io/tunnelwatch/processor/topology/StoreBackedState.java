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
        return stores.connections().find(key(connectionId), connectionId);
    }

    @Override
    public Optional<ConnectionState> connection(Snapshot seen) {
        return stores.connections().find(key(seen.connectionId()), seen);
    }

    @Override
    public boolean isUnchanged(ObservedConnection seen) {
        return stores.connections().isUnchanged(key(seen.connectionId()), seen);
    }

    @Override
    public SortedSet<String> awaitingScanEnd() {
        var awaiting = new TreeSet<String>();
        try (var stored = stores.awaitingScanEnd().prefixScan(prefix, PREFIX)) {
            stored.forEachRemaining(it -> awaiting.add(it.key.substring(prefix.length())));
        }
        return awaiting;
    }

    @Override
    public SortedMap<AlertKey, GroupAlertState> groupAlerts() {
        var stored = stores.groups().get(target.toString());
        return stored == null ? Collections.emptySortedMap() : StateCodec.decode(stored);
    }

    @Override
    public SortedMap<String, Integer> countByGateway(Set<String> gateways) {
        var all = stores.connections().countByGateway(target, prefix);
        var counts = new TreeMap<String, Integer>();
        gateways.stream().filter(all::containsKey).forEach(it -> counts.put(it, all.get(it)));
        return counts;
    }

    @Override
    public List<ConnectionState> connections() {
        var all = new ArrayList<ConnectionState>();
        stores.connections().forEach(prefix, (key, state) -> all.add(state));
        return all;
    }

    void save(Decision decision) {
        decision.nowAwaiting().forEach(id -> stores.awaitingScanEnd().putIfAbsent(key(id), true));
        decision.noLongerAwaiting().stream().map(this::key).forEach(this::stopAwaiting);
        decision.deleted().forEach(id -> stores.connections().delete(target, key(id)));
        decision.changed().forEach((id, state) -> stores.connections().save(target, key(id), state));
        decision.groupAlerts().ifPresent(it -> stores.groups().put(target.toString(), StateCodec.encode(it)));
        decision.target().ifPresent(stores::save);
    }

    private void stopAwaiting(String key) {
        if (stores.awaitingScanEnd().get(key) != null) {
            stores.awaitingScanEnd().delete(key);
        }
        stores.connections().forgetDecoded(key);
    }

    private String key(String connectionId) {
        return prefix + connectionId;
    }
}
