package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnreadableRecordsTest {
    static Stream<Exception> away() {
        return Stream.of(
                new RegistryUnavailableException("away"),
                new org.apache.kafka.common.errors.TimeoutException("slow"),
                new SerializationException("Confluent's", new ConnectException("refused")),
                new SerializationException("Confluent's", new SocketTimeoutException("slow")),
                new SerializationException("Confluent's", new RuntimeException(new UnknownHostException("registry"))),
                new SerializationException("Confluent's", new SSLHandshakeException("expired")));
    }

    static Stream<Exception> bad() {
        return Stream.of(
                new SerializationException("wrong magic"),
                new SerializationException("cut", new EOFException()),
                new SerializationException("nonsense", new AvroRuntimeException("length is negative")),
                new SerializationException("nonsense", new ClassCastException()));
    }

    @ParameterizedTest
    @MethodSource("away")
    void shouldNotBlameTheRecordForARegistryThatIsAway(Exception exception) {
        assertThat(UnreadableRecords.isRegistryAway(exception)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void shouldBlameTheRecordForItsBytes(Exception exception) {
        assertThat(UnreadableRecords.isRegistryAway(exception)).isFalse();
    }
}
