package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.codec.ConnectionStateBytes;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.DetectorState;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.GroupAlertState;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.ObservedConnection;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The topology's detector with its state in Flink, by target. As in the topology, an unchanged connection is told by the first
 * bytes of its state, connections that await the end of a scan are kept decoded, and counts of connections by gateway are kept.
 */
@SuppressWarnings("NullAway.Init") // open comes first
final class Detect extends KeyedProcessFunction<String, Observation, Event> {
    private transient Detector detector;
    private transient ConnectionStateBytes bytes;
    private transient ValueState<TargetState> target;
    private transient ValueState<SortedMap<AlertKey, GroupAlertState>> groups;
    private transient MapState<String, byte[]> connections;
    private transient MapState<String, Boolean> awaiting;
    private transient Map<String, TargetCache> caches;

    /** Copies of a target's state that save decoding and counting; they can be made again from it. */
    private static final class TargetCache {
        final Map<String, ConnectionState> decoded = new HashMap<>();
        final Map<String, Integer> connectionsAtGateway = new HashMap<>();
    }

    @Override
    public void open(OpenContext context) {
        detector = new Detector(Rules.defaults());
        bytes = new ConnectionStateBytes();
        caches = new HashMap<>();
        var runtime = getRuntimeContext();
        target = runtime.getState(new ValueStateDescriptor<>("target", new TargetStateSerializer()));
        groups = runtime.getState(new ValueStateDescriptor<>("groups", new GroupAlertsSerializer()));
        connections = runtime.getMapState(
                new MapStateDescriptor<>("connections", StringSerializer.INSTANCE, new ImmutableBytesSerializer()));
        awaiting = runtime.getMapState(
                new MapStateDescriptor<>("awaiting", StringSerializer.INSTANCE, BooleanSerializer.INSTANCE));
    }

    @Override
    public void processElement(Observation seen, Context context, Collector<Event> out) throws Exception {
        var state = new StateOfKey(caches.computeIfAbsent(context.getCurrentKey(), any -> new TargetCache()));
        Decision decision = detector.decide(target.value(), state, seen);
        state.save(decision);
        decision.events().forEach(out::collect);
    }

    private final class StateOfKey implements DetectorState {
        private final TargetCache cache;

        StateOfKey(TargetCache cache) {
            this.cache = cache;
        }

        @Override
        public Optional<ConnectionState> connection(String connectionId) {
            ConnectionState decoded = cache.decoded.get(connectionId);
            return decoded != null
                    ? Optional.of(decoded)
                    : stored(connectionId).map(it -> keep(bytes.decode(connectionId, it)));
        }

        @Override
        public Optional<ConnectionState> connection(Snapshot seen) {
            ConnectionState decoded = cache.decoded.get(seen.connectionId());
            return decoded != null
                    ? Optional.of(decoded)
                    : stored(seen.connectionId()).map(it -> keep(bytes.decode(seen, it)));
        }

        private Optional<byte[]> stored(String connectionId) {
            return Optional.ofNullable(unchecked(() -> connections.get(connectionId)));
        }

        private ConnectionState keep(ConnectionState it) {
            String id = it.snapshot().connectionId();
            if (unchecked(() -> awaiting.contains(id))) {
                cache.decoded.put(id, it);
            }
            return it;
        }

        @Override
        public boolean isUnchanged(ObservedConnection seen) {
            return stored(seen.connectionId())
                    .filter(it -> ConnectionStateBytes.matches(seen, it))
                    .isPresent();
        }

        @Override
        public List<ConnectionState> connections() {
            var all = new TreeMap<String, ConnectionState>();
            unchecked(() -> connections.entries())
                    .forEach(it -> all.put(it.getKey(), bytes.decode(it.getKey(), it.getValue())));
            return List.copyOf(all.values());
        }

        @Override
        public SortedSet<String> awaitingScanEnd() {
            var all = new TreeSet<String>();
            unchecked(() -> awaiting.keys()).forEach(all::add);
            return all;
        }

        @Override
        public SortedMap<AlertKey, GroupAlertState> groupAlerts() {
            var known = unchecked(() -> Optional.ofNullable(groups.value()));
            return known.orElse(Collections.emptySortedMap());
        }

        @Override
        public SortedMap<String, Integer> countByGateway(Set<String> gateways) {
            if (cache.connectionsAtGateway.isEmpty()) {
                unchecked(() -> connections.values()).forEach(it -> bytes.gateways(it)
                        .forEach(gateway -> cache.connectionsAtGateway.merge(gateway, 1, Integer::sum)));
            }
            var counts = new TreeMap<>(cache.connectionsAtGateway);
            counts.keySet().retainAll(gateways);
            return counts;
        }

        void save(Decision decision) throws Exception {
            for (String id : decision.nowAwaiting()) {
                if (!awaiting.contains(id)) {
                    awaiting.put(id, true);
                }
            }
            for (String id : decision.noLongerAwaiting()) {
                awaiting.remove(id);
                cache.decoded.remove(id);
            }
            for (String id : decision.deleted()) {
                connections.remove(id);
                cache.decoded.remove(id);
                cache.connectionsAtGateway.clear();
            }
            for (var it : decision.changed().entrySet()) {
                byte[] before = connections.get(it.getKey());
                if (before == null
                        || !ConnectionStateBytes.hasConfigurationOf(
                                it.getValue().snapshot(), before)) {
                    cache.connectionsAtGateway.clear();
                }
                connections.put(it.getKey(), bytes.encode(it.getValue(), before));
                cache.decoded.remove(it.getKey());
                keep(it.getValue());
            }
            if (decision.groupAlerts().isPresent()) {
                groups.update(decision.groupAlerts().get());
            }
            if (decision.target().isPresent()) {
                target.update(decision.target().get());
            }
        }
    }

    @SuppressWarnings("NullAway") // a state answers null for what it does not have
    private static <T> T unchecked(Callable<T> state) {
        try {
            return state.call();
        } catch (Exception e) {
            throw new IllegalStateException("The state backend failed", e);
        }
    }
}
