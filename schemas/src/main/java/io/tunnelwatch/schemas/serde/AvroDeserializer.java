package io.tunnelwatch.schemas.serde;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
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
 * {@link RegistryUnavailableException}, which is not a subclass of it. Thread-safe: Kafka Streams gives all threads of a
 * topology the same one.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private static final Map<String, Schema> READABLE = new TreeMap<>();

    /** The record that each topic read so far holds; empty for a topic that may hold any, such as a changelog. */
    private static final Map<String, Optional<String>> RECORD_OF_TOPIC = new ConcurrentHashMap<>();

    static {
        Topics.all().forEach(topic -> topic.value()
                .map(SpecificData.get()::getSchema)
                .ifPresent(it -> READABLE.put(it.getFullName(), it)));
    }

    private final Map<Integer, Reading<T>> readings = new ConcurrentHashMap<>();
    private @Nullable RegistryClient registry;
    private UnaryOperator<DatumReader<T>> readerOfOwnSchema = UnaryOperator.identity();

    private record Reading<T>(String recordName, DatumReader<T> reader) {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        this.registry = new RegistryClient(settings);
    }

    /**
     * Uses another reader for records that were written with our own version of the schema.
     *
     * @param readerOfOwnSchema given the usual reader, returns the one to use
     */
    public AvroDeserializer<T> reading(UnaryOperator<DatumReader<T>> readerOfOwnSchema) {
        this.readerOfOwnSchema = readerOfOwnSchema;
        return this;
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
        String expected = RECORD_OF_TOPIC
                .computeIfAbsent(topic, AvroDeserializer::recordOf)
                .orElse(reading.recordName());
        if (!expected.equals(reading.recordName())) {
            throw new SerializationException(
                    "A " + reading.recordName() + " (schema " + id + ") in " + topic + ", which holds " + expected);
        }
        return decode(topic, id, bytes, reading.reader());
    }

    private static Optional<String> recordOf(String topic) {
        return Topics.find(topic)
                .flatMap(Topic::value)
                .map(it -> SpecificData.get().getSchema(it).getFullName());
    }

    @SuppressWarnings("NullAway") // Avro's readers take null for "no object to reuse"
    private T decode(String topic, int id, byte[] bytes, DatumReader<T> reader) {
        T value;
        var decoder = new RecordDecoder();
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
        DatumReader<T> usual = RecordCoders.reader(written, known);
        return new Reading<>(known.getFullName(), written.equals(known) ? readerOfOwnSchema.apply(usual) : usual);
    }
}
