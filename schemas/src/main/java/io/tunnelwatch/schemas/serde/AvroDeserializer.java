package io.tunnelwatch.schemas.serde;

import io.tunnelwatch.schemas.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The way back. A record becomes one of the catalogue's classes and nothing else: a schema from outside can choose among
 * them by its name, it cannot name a class to load.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private static final Map<String, Schema> READABLE = readable();

    private final Map<Integer, SpecificDatumReader<T>> readers = new HashMap<>();
    private @Nullable BinaryDecoder decoder;
    private @Nullable RegistryClient registry;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        this.registry = new RegistryClient(settings);
    }

    @Override
    @SuppressWarnings("NullAway") // Avro's readers take null for "no object to reuse"
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        if (bytes.length < WireFormat.HEADER_BYTES || bytes[0] != WireFormat.MAGIC) {
            throw new SerializationException("Not a record in Confluent's wire format: " + bytes.length + " bytes in "
                    + topic + (bytes.length == 0 ? "" : ", the first being " + bytes[0]));
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        var reader = readers.computeIfAbsent(id, this::reader);
        try {
            decoder = DecoderFactory.get()
                    .binaryDecoder(bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, decoder);
            T value = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new SerializationException("Bytes are left over after a record of schema " + id + " in " + topic);
            }
            return value;
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            // The last two are what Avro lets through when lengths or branches in the bytes are nonsense.
            throw new SerializationException("Not a record of schema " + id + ", as it says it is, in " + topic, e);
        }
    }

    private SpecificDatumReader<T> reader(int id) {
        RegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() comes first");
        }
        Schema written = client.byId(id);
        Schema known = Optional.ofNullable(READABLE.get(written.getFullName()))
                .orElseThrow(() -> new SerializationException(
                        "Schema " + id + " is of " + written.getFullName() + ", which is not one of the catalogue's"));
        return new SpecificDatumReader<>(written, known, SpecificData.getForSchema(known));
    }

    private static Map<String, Schema> readable() {
        var schemas = new TreeMap<String, Schema>();
        Topics.all().forEach(topic -> topic.value()
                .map(type -> SpecificData.get().getSchema(type))
                .ifPresent(schema -> schemas.put(schema.getFullName(), schema)));
        return schemas;
    }
}
