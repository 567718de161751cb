package io.tunnelwatch.schemas.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class StableProducersTest {
    private final AtomicInteger ended = new AtomicInteger();
    private final MockProducer<byte[], byte[]> mock =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final org.apache.kafka.clients.producer.Producer<byte[], byte[]> producer =
            new StableProducers("application", "1", ended::incrementAndGet, Mishaps.of(Map.of())).listenedTo(mock);

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

    /** Kafka Streams goes by the class of what is thrown. */
    @Test
    void shouldThrowWhatTheProducerThrew() {
        producer.initTransactions();
        producer.beginTransaction();
        mock.fenceProducer();

        assertThatExceptionOfType(ProducerFencedException.class).isThrownBy(producer::commitTransaction);
        assertThat(ended).hasValue(1);
    }
}
