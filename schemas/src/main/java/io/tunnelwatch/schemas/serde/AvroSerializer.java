package io.tunnelwatch.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Magic byte 0, the schema's id in four bytes, the record in Avro binary. Like every Kafka serializer, for one thread at a time. */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    private final Map<Schema, SpecificDatumWriter<T>> writers = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private @Nullable BinaryEncoder encoder;
    private @Nullable RegistryClient registry;
    private boolean isKey;
    private boolean register = true;

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
        Schema schema = value.getSchema();
        int id = id(WireFormat.subject(topic, isKey), schema);
        try {
            bytes.reset();
            bytes.write(WireFormat.MAGIC);
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            writers.computeIfAbsent(schema, it -> new SpecificDatumWriter<>(it)).write(value, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException | AvroRuntimeException | NullPointerException | ClassCastException e) {
            // The last two are how Avro says that a field is missing or of another type.
            throw new SerializationException(
                    "A record of " + topic + " does not fit its schema " + schema.getFullName(), e);
        }
    }

    private int id(String subject, Schema schema) {
        RegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() comes first");
        }
        return register ? client.register(subject, schema) : client.lookUp(subject, schema);
    }
}
