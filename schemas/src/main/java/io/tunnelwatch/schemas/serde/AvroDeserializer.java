package io.tunnelwatch.schemas.serde;

import io.tunnelwatch.schemas.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a record into one of the catalogue's classes and nothing else: a schema from outside can choose among them by name,
 * but cannot name a class to load. An undecodable record throws {@link SerializationException}; an unreachable registry throws
 * {@link RegistryUnavailableException}, which is not a subclass of it.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private static final Map<String, Schema> READABLE = new TreeMap<>();
    private static final Map<String, String> RECORD_OF_TOPIC = new HashMap<>();

    static {
        Topics.all().forEach(topic -> topic.value().ifPresent(type -> {
            Schema schema = SpecificData.get().getSchema(type);
            READABLE.put(schema.getFullName(), schema);
            RECORD_OF_TOPIC.put(topic.name(), schema.getFullName());
        }));
    }

    private final Map<Integer, Reading<T>> readings = new HashMap<>();
    private final RecordDecoder decoder = new RecordDecoder();
    private @Nullable RegistryClient registry;

    private record Reading<T>(String recordName, DatumReader<T> reader) {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        this.registry = new RegistryClient(settings);
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        if (bytes.length < WireFormat.HEADER_BYTES || bytes[0] != WireFormat.MAGIC) {
            throw new SerializationException("Not a record in Confluent's wire format: " + bytes.length + " bytes in "
                    + topic + (bytes.length == 0 ? "" : ", the first being " + bytes[0]));
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        var reading = readings.computeIfAbsent(id, this::reading);
        String expected = RECORD_OF_TOPIC.getOrDefault(topic, reading.recordName());
        if (!expected.equals(reading.recordName())) {
            throw new SerializationException(
                    "A " + reading.recordName() + " (schema " + id + ") in " + topic + ", which holds " + expected);
        }
        return decode(topic, id, bytes, reading.reader());
    }

    @SuppressWarnings("NullAway") // Avro's readers take null for "no object to reuse"
    private T decode(String topic, int id, byte[] bytes, DatumReader<T> reader) {
        T value;
        try {
            decoder.reset(bytes, WireFormat.HEADER_BYTES);
            value = reader.read(null, decoder);
        } catch (IOException | RuntimeException e) {
            // Avro throws any exception that invalid bytes lead it to: casts, indices, numbers.
            throw new SerializationException(
                    "A record in " + topic + " cannot be decoded with schema " + id + ", which it names", e);
        }
        if (!decoder.isEnd()) {
            throw new SerializationException("Bytes are left over after a record of schema " + id + " in " + topic);
        }
        return value;
    }

    private Reading<T> reading(int id) {
        RegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() comes first");
        }
        Schema written = client.byId(id);
        Schema known = READABLE.get(written.getFullName());
        if (known == null) {
            throw new SerializationException(
                    "Schema " + id + " is of " + written.getFullName() + ", which is not in the catalogue");
        }
        return new Reading<>(known.getFullName(), GeneratedCoders.reader(written, known));
    }
}
