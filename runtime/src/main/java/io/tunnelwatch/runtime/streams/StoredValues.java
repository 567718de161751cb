package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.schemas.serde.RegistryRefusal;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Decodes the values of state stores. A decoder throws any exception that damaged bytes lead it to; here each becomes a
 * {@link DamagedStateException}, after which the state is rebuilt. Any other exception would kill every successor too.
 */
public final class StoredValues {
    /** The exception of Confluent's client for a registry's answer; the class is not among our libraries. */
    private static final String REGISTRY_ANSWER = "RestClientException";

    private StoredValues() {}

    /** A step from stored bytes to a value. */
    @FunctionalInterface
    public interface Decoding<T> {
        T decode() throws IOException, DataFormatException;
    }

    /** The decoded value. The decoding has no side effects, and no failure that is neither of its bytes nor the registry's. */
    public static <T> T decode(Decoding<T> decoding) {
        try {
            return decoding.decode();
        } catch (DamagedStateException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isAboutOtherThings(e)) {
                throw e;
            }
            throw damaged(e);
        } catch (IOException | DataFormatException e) {
            throw damaged(e);
        }
    }

    /**
     * The same serde, for a store. A value of another class is damage too: the id of its schema may have become that of
     * another.
     */
    public static <T> Serde<T> serde(Serde<T> of, Class<T> type) {
        return Serdes.serdeFrom(of.serializer(), new Checked<>(of.deserializer(), type));
    }

    private static DamagedStateException damaged(Exception e) {
        return new DamagedStateException("A state store holds a value that this version cannot read", e);
    }

    /**
     * Returns whether the bytes may be sound: the operator must act, or the registry is unreachable or refuses an answer. It may
     * be the wrong registry, for which all state is unknown and none is damaged.
     */
    private static boolean isAboutOtherThings(RuntimeException e) {
        return e instanceof OperatorException
                || (e instanceof KafkaException && !(e instanceof SerializationException))
                || e instanceof RegistryRefusal
                || UnreadableRecords.isRegistryAway(e)
                || Stream.<Throwable>iterate(e, it -> it != null, Throwable::getCause)
                        .anyMatch(it -> it.getClass().getSimpleName().equals(REGISTRY_ANSWER));
    }

    private record Checked<T>(Deserializer<T> of, Class<T> type) implements Deserializer<T> {
        @Override
        public void configure(Map<String, ?> settings, boolean isKey) {
            of.configure(settings, isKey);
        }

        @Override
        public T deserialize(String topic, byte[] bytes) {
            return decode(() -> type.cast(of.deserialize(topic, bytes)));
        }

        @Override
        public T deserialize(String topic, Headers headers, byte[] bytes) {
            return decode(() -> type.cast(of.deserialize(topic, headers, bytes)));
        }

        @Override
        public void close() {
            of.close();
        }
    }
}
