package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.ObservationReader;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.runtime.streams.StoredValues;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Observations in; transitions, alerts and how far each target is judged out; state in stores. A single input topic has a
 * single order, which makes a replay exact.
 */
public final class DetectorTopology {
    private DetectorTopology() {}

    /**
     * Builds a new topology.
     *
     * @param commitPacing decides when to request a commit of the output; it does not change the output
     */
    public static Topology build(KafkaAccess kafka, Rules rules, CommitPacing commitPacing, DecisionListener listener) {
        return build(kafka, rules, commitPacing, listener, kafka.partitions());
    }

    /** @param partitions number of partitions of the observations */
    static Topology build(
            KafkaAccess kafka, Rules rules, CommitPacing commitPacing, DecisionListener listener, int partitions) {
        return new Topology(StreamsSettings.topologyConfig())
                .addSource(
                        AutoOffsetReset.earliest(),
                        TopologyNames.READ_OBSERVATIONS,
                        new ObservedAtExtractor(),
                        new StringDeserializer(),
                        ObservationReader.in(kafka.serde(Observation.class).deserializer()),
                        kafka.topic(Topics.OBSERVATIONS).name())
                .addProcessor(
                        TopologyNames.JUDGE_OBSERVATIONS,
                        () -> new JudgeObservations(new Detector(rules), commitPacing, listener, partitions),
                        TopologyNames.READ_OBSERVATIONS)
                .addStateStore(targets(), TopologyNames.JUDGE_OBSERVATIONS)
                .addStateStore(connections(), TopologyNames.JUDGE_OBSERVATIONS)
                .addStateStore(awaitingScanEnd(), TopologyNames.JUDGE_OBSERVATIONS)
                .addStateStore(groups(), TopologyNames.JUDGE_OBSERVATIONS)
                .addSink(
                        TopologyNames.WRITE_TRANSITIONS,
                        kafka.topic(Topics.TRANSITIONS).name(),
                        new StringSerializer(),
                        kafka.serde(Transition.class).serializer(),
                        TopologyNames.JUDGE_OBSERVATIONS)
                .addSink(
                        TopologyNames.WRITE_ALERTS,
                        kafka.topic(Topics.ALERTS).name(),
                        new StringSerializer(),
                        kafka.serde(Alert.class).serializer(),
                        TopologyNames.JUDGE_OBSERVATIONS)
                .addSink(
                        TopologyNames.WRITE_TARGETS,
                        kafka.topic(Topics.TARGETS).name(),
                        new StringSerializer(),
                        kafka.serde(TargetView.class).serializer(),
                        TopologyNames.JUDGE_OBSERVATIONS);
    }

    /** Written with every observation, but logged once per commit: only the last state matters to a successor. */
    private static StoreBuilder<KeyValueStore<String, TargetMemory>> targets() {
        return new WrittenOnCommitBuilder<>(store(TopologyNames.TARGETS, new StateSerde<>(TargetMemory.class)));
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> connections() {
        return store(TopologyNames.CONNECTIONS, Serdes.ByteArray());
    }

    private static StoreBuilder<KeyValueStore<String, Boolean>> awaitingScanEnd() {
        return store(TopologyNames.AWAITING_SCAN_END, placeholders());
    }

    /** The serde of the store that is used as a set. */
    static Serde<Boolean> placeholders() {
        return StoredValues.serde(Serdes.Boolean(), Boolean.class);
    }

    private static StoreBuilder<KeyValueStore<String, GroupsMemory>> groups() {
        return store(TopologyNames.GROUPS, new StateSerde<>(GroupsMemory.class));
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values);
    }
}
