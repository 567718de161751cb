package io.tunnelwatch.sink.history;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.streams.StreamsDiscipline;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** Transitions in, intervals and connections out. */
public final class HistoryTopology {
    static final String READ = "read-transitions";
    static final String RECORD = "record-history";
    static final String WRITE_INTERVALS = "write-intervals";
    static final String WRITE_CONNECTIONS = "write-connections";
    static final String CONNECTIONS = "connections";

    private HistoryTopology() {}

    public static Topology build(KafkaAccess kafka) {
        return new Topology(StreamsDiscipline.topologyConfig())
                .addSource(
                        AutoOffsetReset.earliest(),
                        READ,
                        new StringDeserializer(),
                        kafka.serde(Transition.class).deserializer(),
                        Topics.TRANSITIONS.name())
                .addProcessor(RECORD, RecordHistory::new, READ)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(CONNECTIONS),
                                Serdes.String(),
                                kafka.serde(ConnectionView.class)),
                        RECORD)
                .addSink(
                        WRITE_INTERVALS,
                        Topics.HISTORY.name(),
                        new StringSerializer(),
                        kafka.serde(Interval.class).serializer(),
                        RECORD)
                .addSink(
                        WRITE_CONNECTIONS,
                        Topics.CONNECTIONS.name(),
                        new StringSerializer(),
                        kafka.serde(ConnectionView.class).serializer(),
                        RECORD);
    }
}
