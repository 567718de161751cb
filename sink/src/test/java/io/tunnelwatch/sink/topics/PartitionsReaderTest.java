package io.tunnelwatch.sink.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PartitionsReaderTest {
    private static final int POLLS = 200;

    private final FakeKafkaLog log = new FakeKafkaLog();
    private final TopicPartition topic = log.topic("vpn.connections.v1");
    private final TopicPartition other = log.topic("vpn.connections.v10");
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final SkippedRecords skippedRecords = new SkippedRecords(metrics, "page");
    private final List<Long> read = new ArrayList<>();
    private long written;

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 6", "5, 5", "3, 36", "40, 96", "98, 99", "99, 99", "0, 99"})
    void shouldLoseNothingButTheBatchThatIsDamaged(long first, long last) {
        // Given
        fill(100);
        log.damage(topic, first, last);

        // When
        try (var reader = reader()) {
            pollUntil(reader, () -> reader.next().getOrDefault(topic, 0L) == 100L);

            // Then
            assertThat(read)
                    .containsExactlyElementsOf(LongStream.range(0, 100)
                            .filter(it -> it < first || it > last)
                            .boxed()
                            .toList());
            assertThat(skippedRecords.topics()).containsExactly(topic.topic());
            assertThat(counted()).isEqualTo(last - first + 1);
        }
    }

    @Test
    void shouldLoseNothingBetweenTwoDamagedBatches() {
        // Given
        fill(30);
        log.damage(topic, 4, 4);
        log.damage(topic, 5, 7);
        log.damage(topic, 9, 20);

        // When
        try (var reader = reader()) {
            pollUntil(reader, () -> read.contains(29L));

            // Then
            assertThat(read).startsWith(0L, 1L, 2L, 3L, 8L, 21L).hasSize(14);
        }
    }

    @Test
    void shouldSayBetweenWhichTimesWhatIsDamagedWasWritten() {
        // Given
        fill(10);
        log.damage(topic, 3, 5);

        // When
        try (var reader = reader()) {
            pollUntil(reader, () -> read.contains(9L));

            // Then
            assertThat(reader.holes()).containsExactly(new Hole(topic.topic(), Hole.Cause.DAMAGED, at(2), at(6)));
        }
    }

    @Test
    void shouldReadOtherPartitionsWhereOneIsDamaged() {
        fill(10);
        log.damage(topic, 0, 9);
        for (int i = 0; i < 3; i++) {
            log.append(other.topic(), bytes("key"), bytes("value"), 0);
        }

        try (var reader = reader()) {
            pollUntil(
                    reader,
                    () -> reader.next().getOrDefault(other, 0L) == 3L
                            && reader.next().getOrDefault(topic, 0L) == 10L);

            assertThat(skippedRecords.topics()).containsExactly(topic.topic());
        }
    }

    @Test
    @Tag("F-43")
    void shouldGoOnWithWhatIsThereWhenWhatComesNextIsGoneAndSaySo() {
        // Given
        fill(10);
        try (var reader = reader()) {
            pollUntil(reader, () -> read.contains(9L));

            // When
            fill(10);
            log.deleteBefore(topic, 15);
            pollUntil(reader, () -> read.contains(19L));

            // Then
            assertThat(read).hasSize(15).doesNotContain(14L);
            assertThat(reader.holes()).containsExactly(new Hole(topic.topic(), Hole.Cause.GONE, at(9), at(15)));
            assertThat(reader.holes().get(0).touches(at(10), at(12))).isTrue();
            assertThat(reader.holes().get(0).touches(at(0), at(9))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource
    void shouldTakeUpWhereItWasAfterAnythingElseThatKafkaComplainsAbout(KafkaException complaint) {
        // Given
        fill(3);
        try (var reader = reader()) {
            pollUntil(reader, () -> read.contains(2L));

            // When
            log.complain(complaint);
            assertThat(reader.poll(Duration.ZERO)).isEmpty();
            log.complain(null);
            fill(3);
            pollUntil(reader, () -> read.contains(5L));

            // Then
            assertThat(read).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
            assertThat(log.consumers()).isEqualTo(2);
            assertThat(skippedRecords.topics()).isEmpty();
        }
    }

    static List<KafkaException> shouldTakeUpWhereItWasAfterAnythingElseThatKafkaComplainsAbout() {
        return List.of(
                new AuthorizationException("Not authorized to access topics: [vpn.connections.v1-0]"),
                new TimeoutException("before the position for partition vpn.connections.v1-0 was known"),
                new KafkaException("Something else"));
    }

    @Test
    void shouldTakeUpWhereItWasWithANewConsumerWhenTheClockWasSet() {
        fill(3);
        try (var reader = reader()) {
            pollUntil(reader, () -> read.contains(2L));

            reader.renewSoon();
            fill(1);
            pollUntil(reader, () -> read.contains(3L));

            assertThat(read).containsExactly(0L, 1L, 2L, 3L);
            assertThat(log.consumers()).isEqualTo(2);
        }
    }

    @Test
    void shouldWaitForBrokersThatAreAwayAtTheStart() {
        fill(3);
        log.setAway(true);
        try (var reader = reader()) {
            assertThat(reader.poll(Duration.ZERO)).isEmpty();
            log.setAway(false);

            pollUntil(reader, () -> read.contains(2L));

            assertThat(read).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void shouldEndWhenItIsStopped() {
        try (var reader = reader()) {
            reader.poll(Duration.ZERO);

            reader.stop();

            assertThatThrownBy(() -> reader.poll(Duration.ZERO)).isInstanceOf(WakeupException.class);
        }
    }

    private PartitionsReader reader() {
        return new PartitionsReader(
                log::consumer, new FromTheBeginning(List.of(topic.topic(), other.topic())), skippedRecords);
    }

    /** Reads everything from the beginning. */
    private record FromTheBeginning(List<String> topics) implements PartitionsReader.StartPositions {
        @Override
        public Map<TopicPartition, Long> first(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            return consumer.beginningOffsets(partitions);
        }

        @Override
        public Map<TopicPartition, Long> reset(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            return consumer.beginningOffsets(partitions);
        }
    }

    private void fill(int count) {
        IntStream.range(0, count).forEach(it -> {
            log.append(
                    topic.topic(), bytes("key"), bytes("value"), at(written++).toEpochMilli());
        });
    }

    private void pollUntil(PartitionsReader reader, BooleanSupplier done) {
        for (int i = 0; i < POLLS && !done.getAsBoolean(); i++) {
            reader.poll(Duration.ZERO).forEach(it -> {
                if (it.topic().equals(topic.topic())) {
                    read.add(it.offset());
                }
            });
        }
    }

    private long counted() {
        return metrics.scrape(it -> it.equals("tunnelwatch_sink_unreadable_records")).stream()
                .flatMap(it -> ((CounterSnapshot) it).getDataPoints().stream())
                .mapToLong(it -> (long) it.getValue())
                .sum();
    }

    /** Records are a second apart. */
    private static Instant at(long offset) {
        return Instant.ofEpochSecond(offset);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
