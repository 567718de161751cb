package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SkippingConsumerTest {
    private static final TopicPartition WHERE = new TopicPartition("vpn.observations.v1", 0);
    private static final int RECORDS = 10;

    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final StreamsErrorMetrics errorMetrics = new StreamsErrorMetrics("processor", metrics);
    private final MockConsumer<byte[], byte[]> log = new MockConsumer<>("earliest");
    private final Consumer<byte[], byte[]> consumer = SkippingConsumer.around(log, errorMetrics);

    @BeforeEach
    void write() {
        log.assign(List.of(WHERE));
        log.updateBeginningOffsets(Map.of(WHERE, 0L));
        log.updateEndOffsets(Map.of(WHERE, (long) RECORDS));
        for (int offset = 0; offset < RECORDS; offset++) {
            byte[] bytes = Integer.toString(offset).getBytes(StandardCharsets.UTF_8);
            log.addRecord(new ConsumerRecord<>(WHERE.topic(), WHERE.partition(), offset, bytes, bytes));
        }
    }

    @Test
    void shouldGoPastADamagedBatchAndCountIt() {
        // Given
        log.setPollException(new KafkaException("Record batch for partition " + WHERE + " at offset 0 is invalid"));

        // When
        assertThat(consumer.poll(Duration.ZERO)).isEmpty();

        // Then
        assertThat(consumer.position(WHERE)).isEqualTo(1);
        assertThat(skipped()).isEqualTo(1);
    }

    @Test
    void shouldGoPastNothingElse() {
        var trouble = new AuthorizationException("not for you");
        log.setPollException(trouble);

        assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isSameAs(trouble);
        assertThat(skipped()).isZero();
    }

    @Test
    void shouldCountRecordsThatWereDeletedBeforeTheyWereRead() {
        // Given
        var strict = new MockConsumer<byte[], byte[]>("none");
        strict.assign(List.of(WHERE));
        strict.updateBeginningOffsets(Map.of(WHERE, 7L));
        strict.updateEndOffsets(Map.of(WHERE, (long) RECORDS));
        strict.seek(WHERE, 2);
        strict.addRecord(new ConsumerRecord<>(WHERE.topic(), WHERE.partition(), 7, new byte[0], new byte[0]));

        // When
        assertThatThrownBy(() -> SkippingConsumer.around(strict, errorMetrics).poll(Duration.ZERO))
                .isInstanceOf(OffsetOutOfRangeException.class);

        // Then
        assertThat(count("gone")).isEqualTo(5);
        assertThat(skipped()).isZero();
    }

    private long skipped() {
        return count("damaged");
    }

    private long count(String what) {
        return metrics.scrape(("tunnelwatch_processor_" + what + "_records")::equals).stream()
                .flatMap(it -> ((CounterSnapshot) it).getDataPoints().stream())
                .mapToLong(it -> (long) it.getValue())
                .sum();
    }
}
