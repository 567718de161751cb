package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.junit.jupiter.api.Test;

class UnpublishableRecordsTest {
    private static final byte[] KEY = "acct/region".getBytes(StandardCharsets.UTF_8);

    private final UnpublishableRecords handler = new UnpublishableRecords();

    @Test
    void shouldGoOnWithoutARecordThatIsTooLargeAndTellOfItInASmallLetter() {
        // Given
        var record = new ProducerRecord<>("vpn.transitions.v1", KEY, new byte[3 << 20]);

        // When
        var response = handler.handleError(context(), record, new RecordTooLargeException("3 MB"));

        // Then
        assertThat(response.result()).isEqualTo(Result.RESUME);
        assertThat(response.deadLetterQueueRecords()).singleElement().satisfies(it -> {
            assertThat(it.topic()).isEqualTo("vpn.dead-letters.v1");
            assertThat(it.key()).isEqualTo(KEY);
            assertThat(it.value()).isNull();
            assertThat(it.timestamp())
                    .as("Kafka knows none, which no record may have")
                    .isNull();
            assertThat(header(it, "tunnelwatch_value_bytes")).isEqualTo("3145728");
            assertThat(header(it, "tunnelwatch_offset")).isEqualTo("17");
        });
    }

    @Test
    void shouldStopForWhatIsNoFaultOfTheRecord() {
        var record = new ProducerRecord<>("vpn.transitions.v1", KEY, KEY);

        assertThat(handler.handleError(context(), record, new InvalidTopicException("gone"))
                        .result())
                .isEqualTo(Result.FAIL);
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name)).value(), StandardCharsets.UTF_8);
    }

    /** The context that Kafka makes for a record that the producer refuses: with a time of -1. */
    private static ErrorHandlerContext context() {
        return (ErrorHandlerContext) Proxy.newProxyInstance(
                ErrorHandlerContext.class.getClassLoader(),
                new Class<?>[] {ErrorHandlerContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "topic" -> "vpn.observations.v1";
                    case "partition" -> 3;
                    case "offset" -> 17L;
                    case "timestamp" -> -1L;
                    default -> null;
                });
    }
}
