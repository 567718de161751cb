package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class StableProducersTest {
    private final AtomicInteger ended = new AtomicInteger();
    private final MockProducer<byte[], byte[]> mock =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final org.apache.kafka.clients.producer.Producer<byte[], byte[]> producer = new StableProducers(
                    "application", "1", ended::incrementAndGet, StreamsErrorMetrics.of(Map.of()))
            .listenedTo(mock, new RecordSizeLimit(1_000));

    @Test
    void shouldTellOfEachEndOfATransactionAndOfNothingElse() {
        producer.initTransactions();
        producer.beginTransaction();
        assertThat(ended).hasValue(0);
        producer.commitTransaction();
        assertThat(ended).hasValue(1);
        producer.beginTransaction();
        producer.abortTransaction();
        assertThat(ended).hasValue(2);
        producer.close();
        assertThat(mock.closed()).isTrue();
        assertThat(ended).hasValue(2);
    }

    /** Kafka's own refusal would end the transaction. */
    @Test
    void shouldKeepARecordThatIsTooLargeFromTheTransaction() {
        // Given
        producer.initTransactions();
        producer.beginTransaction();
        var failures = new ArrayList<Exception>();

        // When
        producer.send(record(500), (metadata, failure) -> failures.add(failure));
        producer.send(record(1_000), (metadata, failure) -> failures.add(failure));
        producer.commitTransaction();

        // Then
        assertThat(mock.history()).hasSize(1);
        assertThat(failures).satisfiesExactly(it -> assertThat(it).isNull(), it -> assertThat(it)
                .isInstanceOf(RecordTooLargeException.class));
    }

    private static ProducerRecord<byte[], byte[]> record(int bytes) {
        return new ProducerRecord<>("topic", new byte[bytes]);
    }

    /** Kafka Streams depends on the class of the exception. */
    @Test
    void shouldThrowWhatTheProducerThrew() {
        producer.initTransactions();
        producer.beginTransaction();
        mock.fenceProducer();

        assertThatExceptionOfType(ProducerFencedException.class).isThrownBy(producer::commitTransaction);
        assertThat(ended).hasValue(1);
    }
}
