package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Decodes every record as the topology does. */
final class Decode implements KafkaRecordDeserializationSchema<Observation> {
    /** Static, because functions are copied by serialization. */
    static final AtomicLong JUDGED = new AtomicLong();

    private final String servers;
    private final String registry;
    private final boolean snapshotsOnly;

    @SuppressWarnings("NullAway.Init") // open comes first
    private transient Deserializer<io.tunnelwatch.v1.Observation> values;

    private Decode(KafkaAccess access, boolean snapshotsOnly) {
        this.servers = access.bootstrapServers();
        this.registry = access.registryUrl();
        this.snapshotsOnly = snapshotsOnly;
    }

    /** Passes on all observations. */
    static Decode all(KafkaAccess access) {
        return new Decode(access, false);
    }

    /** Passes on snapshots of connections. */
    static Decode snapshots(KafkaAccess access) {
        return new Decode(access, true);
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        values = KafkaAccess.of(Settings.of(Map.of("bootstrap.servers", servers, "schema.registry.url", registry)))
                .serde(io.tunnelwatch.v1.Observation.class)
                .deserializer();
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Observation> out) {
        var observation = ObservationCodec.decode(
                new String(record.key(), StandardCharsets.UTF_8), values.deserialize(record.topic(), record.value()));
        if (!snapshotsOnly || observation.body() instanceof Snapshot) {
            out.collect(observation);
        }
        JUDGED.incrementAndGet();
    }

    @Override
    public TypeInformation<Observation> getProducedType() {
        return TypeInformation.of(Observation.class);
    }
}
