package io.tunnelwatch.schemas.serde;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a record: magic byte 0, the schema's id in four bytes, the record in Avro binary. Thread-safe: Kafka Streams gives
 * all threads of a topology the same one.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    private final Map<Kind, Writing<T>> writings = new ConcurrentHashMap<>();
    private @Nullable RegistryClient registry;
    private boolean isKey;
    private boolean register = true;

    private record Kind(String topic, Schema schema) {}

    /** Used, never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Writing<T>(byte[] header, DatumWriter<T> writer) {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        this.isKey = isKey;
        this.registry = new RegistryClient(settings);
        Object wanted = settings.get("auto.register.schemas");
        this.register = wanted == null || Boolean.parseBoolean(wanted.toString());
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        if (value == null) {
            return null;
        }
        var writing = writings.computeIfAbsent(new Kind(topic, value.getSchema()), this::prepare);
        try {
            var encoder = new RecordEncoder();
            encoder.writeFixed(writing.header(), 0, writing.header().length);
            return encoder.write(writing.writer(), value).toBytes();
        } catch (RuntimeException e) {
            // Avro throws any of these for a missing field or a wrong type: null pointers, casts, arithmetic.
            throw new SerializationException(
                    "A record of " + topic + " does not fit its schema "
                            + value.getSchema().getFullName(),
                    e);
        }
    }

    private Writing<T> prepare(Kind kind) {
        RegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() comes first");
        }
        String subject = WireFormat.subject(kind.topic(), isKey);
        int id = register ? client.register(subject, kind.schema()) : client.lookUp(subject, kind.schema());
        return new Writing<>(header(id), RecordCoders.writer(kind.schema()));
    }

    private static byte[] header(int id) {
        return ByteBuffer.allocate(1 + Integer.BYTES)
                .put(WireFormat.MAGIC)
                .putInt(id)
                .array();
    }
}
