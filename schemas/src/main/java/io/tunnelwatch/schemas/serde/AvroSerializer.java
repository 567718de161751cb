package io.tunnelwatch.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a record: magic byte 0, the schema's id in four bytes, the record in Avro binary. Thread-safe: Kafka Streams gives
 * all threads of a topology the same one.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    /** Buffer size of an encoder, which is made for each record. */
    private static final EncoderFactory ENCODERS = new EncoderFactory().configureBufferSize(512);

    private final Map<Kind, Writing<T>> writings = new ConcurrentHashMap<>();
    private @Nullable RegistryClient registry;
    private boolean isKey;
    private boolean register = true;

    private record Kind(String topic, Schema schema) {}

    private record Writing<T>(int id, DatumWriter<T> writer) {}

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
        var bytes = new ByteArrayOutputStream(1024);
        writeHeader(writing.id(), bytes);
        try {
            BinaryEncoder encoder = ENCODERS.binaryEncoder(bytes, null);
            writing.writer().write(value, encoder);
            encoder.flush();
        } catch (IOException | RuntimeException e) {
            // Avro throws any of these for a missing field or a wrong type: null pointers, casts, arithmetic.
            throw new SerializationException(
                    "A record of " + topic + " does not fit its schema "
                            + value.getSchema().getFullName(),
                    e);
        }
        return bytes.toByteArray();
    }

    private Writing<T> prepare(Kind kind) {
        RegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() comes first");
        }
        String subject = WireFormat.subject(kind.topic(), isKey);
        int id = register ? client.register(subject, kind.schema()) : client.lookUp(subject, kind.schema());
        return new Writing<>(id, GeneratedCoders.writer(kind.schema()));
    }

    private static void writeHeader(int id, ByteArrayOutputStream bytes) {
        bytes.write(WireFormat.MAGIC);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes.write(id >>> shift);
        }
    }
}
