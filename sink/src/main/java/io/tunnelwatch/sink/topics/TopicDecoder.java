package io.tunnelwatch.sink.topics;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.streams.UnreadableRecords;
import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import io.tunnelwatch.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Decodes the records of one topic. */
public final class TopicDecoder<T extends SpecificRecord> {
    private final Topic topic;
    private final Class<T> type;
    private final Function<T, String> key;
    private final Deserializer<T> values;

    /** @param key the record key that a value must have */
    public TopicDecoder(KafkaAccess kafka, Topic topic, Class<T> type, Function<T, String> key) {
        this.topic = topic;
        this.type = type;
        this.key = key;
        this.values = kafka.serde(type).deserializer();
    }

    /**
     * The value of a record; empty for a tombstone in a compacted topic.
     *
     * @throws SerializationException when the record cannot be decoded, or its key is not that of its value
     * @throws RegistryUnavailableException when the registry cannot be reached, which says nothing about the record
     */
    public Optional<T> value(ConsumerRecord<byte[], byte[]> record) {
        String filed = key(record);
        if (record.value() == null) {
            if (topic.cleanup() == Topic.Cleanup.DELETE) {
                throw new SerializationException("A record without a value");
            }
            return Optional.empty();
        }
        T value = deserialized(record.value());
        if (!type.isInstance(value)) {
            throw new SerializationException("Not a " + type.getSimpleName());
        }
        if (!key.apply(value).equals(filed)) {
            throw new SerializationException("The record's key is not the one in its value");
        }
        return Optional.of(value);
    }

    public static String key(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            throw new SerializationException("A record without a key");
        }
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private T deserialized(byte[] bytes) {
        try {
            return values.deserialize(topic.name(), bytes);
        } catch (RuntimeException e) {
            if (UnreadableRecords.isRegistryAway(e)) {
                throw new RegistryUnavailableException("The schema registry cannot be reached: " + e.getMessage(), e);
            }
            throw e;
        }
    }
}
