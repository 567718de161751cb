package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tunnelwatch.runtime.OperatorException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoredValuesTest {
    /** Named like the exception of Confluent's client for an answer such as HTTP 500. */
    private static final class RestClientException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    static Stream<Exception> notOfTheBytes() {
        return Stream.concat(
                UnreadableRecordsTest.away(),
                Stream.of(
                        new OperatorException("go back to the newer version"),
                        new ConfigException("Confluent's, for credentials that the registry refuses"),
                        new KafkaException("interrupted"),
                        new SerializationException("Confluent's", new RestClientException())));
    }

    static Stream<Exception> ofTheBytes() {
        return Stream.concat(
                UnreadableRecordsTest.bad(),
                Stream.of(
                        new EOFException(),
                        new DataFormatException(),
                        new IllegalArgumentException("no such constant"),
                        new IndexOutOfBoundsException(),
                        new BufferUnderflowException(),
                        new AvroRuntimeException("nonsense")));
    }

    @ParameterizedTest
    @MethodSource("notOfTheBytes")
    void shouldNotTakeForDamageWhatIsNotOfTheBytes(Exception exception) {
        assertThat(catchThrowable(() -> StoredValues.decode(() -> fail(exception))))
                .isSameAs(exception);
    }

    @ParameterizedTest
    @MethodSource("ofTheBytes")
    void shouldTakeForDamageWhateverTheBytesLeadTo(Exception exception) {
        assertThat(catchThrowable(() -> StoredValues.decode(() -> fail(exception))))
                .isInstanceOf(DamagedStateException.class)
                .hasCause(exception);
    }

    @Test
    void shouldTakeAValueOfAnotherClassForDamage() {
        // Given
        Serde<?> strings = Serdes.String();
        @SuppressWarnings("unchecked") // what a damaged id of a schema makes of a serde
        var serde = StoredValues.serde((Serde<Long>) strings, Long.class);

        // When
        Throwable thrown = catchThrowable(() -> serde.deserializer().deserialize("t", new byte[8]));

        // Then
        assertThat(thrown).isInstanceOf(DamagedStateException.class);
    }

    @Test
    void shouldWriteAndReadAsTheSerdeItself() {
        var serde = StoredValues.serde(Serdes.Long(), Long.class);

        byte[] bytes = serde.serializer().serialize("t", 7L);

        assertThat(bytes).isEqualTo(Serdes.Long().serializer().serialize("t", 7L));
        assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(7L);
    }

    private static String fail(Exception exception) throws IOException, DataFormatException {
        if (exception instanceof RuntimeException it) {
            throw it;
        }
        if (exception instanceof DataFormatException it) {
            throw it;
        }
        throw (IOException) exception;
    }
}
