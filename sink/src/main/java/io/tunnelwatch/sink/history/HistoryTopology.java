package io.tunnelwatch.sink.history;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.runtime.streams.StoredValues;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.HourlyAvailability;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;

/**
 * Reads transitions; writes intervals, connections and hours. Transitions are keyed by connection and observations by target,
 * so each hour tick of a target is sent to every partition: one small record per hour, target and partition.
 */
public final class HistoryTopology {
    static final String READ_TRANSITIONS = "read-transitions";
    static final String READ_CLOCKS = "read-clocks";
    static final String EMIT_HOUR_TICKS = "strike-hours";
    static final String RECORD_HISTORY = "record-history";
    static final String PUBLISH_HOURS = "tell-hours";
    static final String WRITE_INTERVALS = "write-intervals";
    static final String WRITE_CONNECTIONS = "write-connections";
    static final String WRITE_AVAILABILITY = "write-availability";
    static final String CONNECTIONS = "connections";
    static final String HISTORIES = "histories";

    static final String HOURS = "hours";
    private static final String READ_HOURS = HOURS + "-repartition-source";

    private HistoryTopology() {}

    /**
     * Builds the topology.
     *
     * @param commitPacing decides when a transition requests an early commit; hours wait for the regular one
     */
    public static Topology build(KafkaAccess kafka, CommitPacing commitPacing) {
        return clocks(kafka)
                .addSource(
                        AutoOffsetReset.earliest(),
                        READ_TRANSITIONS,
                        new EventTimeExtractor(),
                        new StringDeserializer(),
                        kafka.serde(Transition.class).deserializer(),
                        kafka.topic(Topics.TRANSITIONS).name())
                .addProcessor(RECORD_HISTORY, () -> new RecordHistory(commitPacing), READ_TRANSITIONS)
                .addProcessor(PUBLISH_HOURS, PublishHours::new, READ_HOURS)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(CONNECTIONS), Serdes.String(), views(kafka)),
                        RECORD_HISTORY,
                        PUBLISH_HOURS)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(HISTORIES),
                                Serdes.String(),
                                new StateSerde<>(History.class)),
                        RECORD_HISTORY,
                        PUBLISH_HOURS)
                .addSink(
                        WRITE_INTERVALS,
                        kafka.topic(Topics.HISTORY).name(),
                        new StringSerializer(),
                        kafka.serde(Interval.class).serializer(),
                        RECORD_HISTORY,
                        PUBLISH_HOURS)
                .addSink(
                        WRITE_CONNECTIONS,
                        kafka.topic(Topics.CONNECTIONS).name(),
                        new StringSerializer(),
                        kafka.serde(ConnectionView.class).serializer(),
                        RECORD_HISTORY,
                        PUBLISH_HOURS)
                .addSink(
                        WRITE_AVAILABILITY,
                        kafka.topic(Topics.AVAILABILITY).name(),
                        new StringSerializer(),
                        kafka.serde(HourlyAvailability.class).serializer(),
                        RECORD_HISTORY,
                        PUBLISH_HOURS);
    }

    /** The serde of the stored connections, which the registry's schemas decode. */
    static Serde<ConnectionView> views(KafkaAccess kafka) {
        return StoredValues.serde(kafka.serde(ConnectionView.class), ConnectionView.class);
    }

    /** The clock needs an observation's key and timestamp only; its value is not decoded. */
    @SuppressWarnings("removal") // the one abstract method of StreamPartitioner is deprecated
    private static Topology clocks(KafkaAccess kafka) {
        var builder = new StreamsBuilder(StreamsSettings.topologyConfig());
        builder.stream(
                        kafka.topic(Topics.OBSERVATIONS).name(),
                        Consumed.with(Serdes.String(), Serdes.ByteArray())
                                .withOffsetResetPolicy(AutoOffsetReset.earliest())
                                .withTimestampExtractor(new EventTimeExtractor())
                                .withName(READ_CLOCKS))
                .process(EmitHourTicks::new, Named.as(EMIT_HOUR_TICKS))
                .repartition(Repartitioned.<String, Long>as(HOURS)
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.Long())
                        .withNumberOfPartitions(kafka.partitions())
                        .withStreamPartitioner((topic, key, value, all) -> everyPartition(all)));
        return builder.build();
    }

    private static Optional<Set<Integer>> everyPartition(int partitions) {
        return Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toSet()));
    }
}
