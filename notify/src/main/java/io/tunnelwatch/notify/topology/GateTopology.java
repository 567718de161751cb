package io.tunnelwatch.notify.topology;

import io.tunnelwatch.notify.gate.Gate;
import io.tunnelwatch.notify.state.ClockMemory;
import io.tunnelwatch.notify.state.CommandMemory;
import io.tunnelwatch.notify.state.IncidentMemory;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.runtime.streams.StoredValues;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.Transition;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Reads alerts, changed configurations and commands; writes notifications. A silence covers alerts in all partitions, and its
 * end must come at one place among them. So all of them, and ticks, go through an internal topic of one partition, which gives
 * them one order.
 */
public final class GateTopology {
    static final String READ_ALERTS = "read-alerts";
    static final String READ_TRANSITIONS = "read-transitions";
    static final String READ_COMMANDS = "read-commands";
    static final String ACCEPT_ALERTS = "accept-alerts";
    static final String ACCEPT_CHANGES = "accept-changes";
    static final String ACCEPT_COMMANDS = "accept-commands";
    static final String MERGE_INPUTS = "merge-inputs";
    static final String MERGE_CHANGES = "merge-changes";
    static final String EMIT_TICKS = "emit-ticks";
    static final String DECIDE_NOTICES = "decide-notices";
    static final String WRITE_NOTIFICATIONS = "write-notifications";
    static final String ALERTS = "alerts";
    static final String INCIDENTS = "incidents";
    static final String COMMANDS = "commands";
    static final String PROGRESS = "command-progress";
    static final String CLOCK = "clock";

    static final String INPUT = "gate-input";
    private static final String READ_INPUT = INPUT + "-repartition-source";

    /** Old changes are no news to a gate that begins, or that did not read them before. */
    private static final AutoOffsetReset RECENT = AutoOffsetReset.byDuration(Duration.ofHours(1));

    private GateTopology() {}

    /**
     * Builds the topology.
     *
     * @param millis the time of day that ticks write down
     * @param commitPacing decides when to request an early commit, so that a notice does not wait for the regular one
     */
    public static Topology build(KafkaAccess kafka, Gate gate, LongSupplier millis, CommitPacing commitPacing) {
        return inputs(kafka, gate, millis, commitPacing)
                .addProcessor(DECIDE_NOTICES, () -> new DecideNotices(gate, commitPacing), READ_INPUT)
                .addStateStore(store(ALERTS, external(kafka, Alert.class)), DECIDE_NOTICES)
                .addStateStore(store(INCIDENTS, new StateSerde<>(IncidentMemory.class)), DECIDE_NOTICES)
                .addStateStore(store(COMMANDS, external(kafka, Command.class)), DECIDE_NOTICES)
                .addStateStore(store(PROGRESS, new StateSerde<>(CommandMemory.class)), DECIDE_NOTICES)
                .addStateStore(store(CLOCK, new StateSerde<>(ClockMemory.class)), DECIDE_NOTICES)
                .addSink(
                        WRITE_NOTIFICATIONS,
                        kafka.topic(Topics.NOTIFICATIONS).name(),
                        new StringSerializer(),
                        kafka.serde(Notification.class).serializer(),
                        DECIDE_NOTICES);
    }

    private static Topology inputs(KafkaAccess kafka, Gate gate, LongSupplier millis, CommitPacing commitPacing) {
        var builder = new StreamsBuilder(StreamsSettings.topologyConfig());
        var earliest = AutoOffsetReset.earliest();
        var alerts = source(builder, kafka, Topics.ALERTS, Alert.class, READ_ALERTS, earliest)
                .process(() -> new AcceptAlerts(commitPacing), Named.as(ACCEPT_ALERTS));
        var changes = source(builder, kafka, Topics.TRANSITIONS, Transition.class, READ_TRANSITIONS, RECENT)
                .process(() -> new AcceptChanges(gate.tellsOfChanges()), Named.as(ACCEPT_CHANGES));
        source(builder, kafka, Topics.COMMANDS, Command.class, READ_COMMANDS, earliest)
                .process(() -> new AcceptCommands(commitPacing), Named.as(ACCEPT_COMMANDS))
                .merge(alerts, Named.as(MERGE_INPUTS))
                .merge(changes, Named.as(MERGE_CHANGES))
                .process(() -> new EmitTicks(millis), Named.as(EMIT_TICKS))
                .repartition(Repartitioned.<String, GateInput>as(INPUT)
                        .withKeySerde(Serdes.String())
                        .withValueSerde(new GateInputSerde(kafka))
                        .withNumberOfPartitions(1));
        return builder.build();
    }

    private static <V extends SpecificRecord> KStream<String, V> source(
            StreamsBuilder builder,
            KafkaAccess kafka,
            Topic topic,
            Class<V> type,
            String name,
            AutoOffsetReset offsetReset) {
        return builder.stream(
                kafka.topic(topic).name(),
                Consumed.with(Serdes.String(), kafka.serde(type))
                        .withOffsetResetPolicy(offsetReset)
                        .withTimestampExtractor(new GateTimeExtractor())
                        .withName(name));
    }

    /** The serde of stored records of public topics, which the registry's schemas decode. */
    private static <V extends SpecificRecord> Serde<V> external(KafkaAccess kafka, Class<V> type) {
        return StoredValues.serde(kafka.serde(type), type);
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values);
    }
}
