package io.tunnelwatch.ingest.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.ingest.FakeCloud;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import io.tunnelwatch.schemas.topics.TargetPartitioner;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records in the log that we did not write, or that are not any more as we wrote them. */
@Tag("S-24")
class PartitionReaderTest {
    private static final String TARGET = "test/eu";
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final byte[] GARBAGE = {7, 0, -1};

    private static final TopicPartition PARTITION = new TopicPartition(
            Topics.OBSERVATIONS.name(), TargetPartitioner.partition(TARGET, Topics.OBSERVATIONS.partitions()));

    /** Each value is the number of an observation. */
    private final Map<String, Observation> observations = new HashMap<>();

    private final RestoredLog restored = new RestoredLog();
    private final AtomicLong counted = new AtomicLong();
    private final Damaged consumer = new Damaged();
    private long end;
    private Handover handover = new Handover(0, -1, 0);

    @Test
    void shouldKnowWhatIsReadableAndCountTheRest() {
        // Given
        add(TARGET, observation(TARGET, 0, 1, "vco-1"));
        add(null, observation(TARGET, 0, 2, "vco-without-key"));
        add("other/eu", observation(TARGET, 0, 3, "vco-foreign-key"));
        add(TARGET, null);
        addGarbage();
        add("elsewhere/eu", observation("elsewhere/eu", 0, 1, "vco-of-another-partition"));
        add(TARGET, observation(TARGET, 0, 4, "vco-2"));
        // When
        read();
        // Then
        assertThat(restored.targets()).containsOnlyKeys(TARGET);
        assertThat(hashes()).containsOnlyKeys("vco-1", "vco-2");
        assertThat(restored.skipped()).isEqualTo(5);
        assertThat(counted).hasValue(5);
        assertThat(restored.firstSkipped()).isEqualTo(1);
    }

    /** It would be ahead of everything written later, which would count as late for ever. */
    @Test
    void shouldNotBelieveAnEpochThatIsPastTheEndOfTheLog() {
        // Given
        add(TARGET, observation(TARGET, 0, 1, "vco-1"));
        add(TARGET, observation(TARGET, Long.MAX_VALUE, 1, "vco-forged"));
        add(TARGET, observation(TARGET, 3, 1, "vco-of-the-next-epoch-too-soon"));
        add(TARGET, observation(TARGET, 2, 1, "vco-2"));
        // When
        read();
        // Then
        assertThat(hashes()).containsOnlyKeys("vco-1", "vco-2");
        assertThat(restored.skipped()).isEqualTo(2);
    }

    /** Its epochs are later than those of the deleted log, and so later than its offsets. */
    @Test
    void shouldBelieveTheEpochsOfALogThatWasCreatedAgain() {
        // Given
        handover = new Handover(0, 4_711, 0);
        add(TARGET, observation(TARGET, 4_711, 1, "vco-1"));
        add(TARGET, observation(TARGET, 4_712, 1, "vco-forged"));
        // When
        read();
        // Then
        assertThat(hashes()).containsOnlyKeys("vco-1");
        assertThat(restored.skipped()).isEqualTo(1);
    }

    @Test
    void shouldPassOverABatchWhoseBytesAreNotWhatWasWritten() {
        // Given: a batch of five among good ones
        IntStream.range(0, 40).forEach(it -> add(TARGET, observation(TARGET, 0, it + 1, "vco-" + it)));
        consumer.damage(10, 15);
        // When
        read();
        // Then: the batch, and nothing behind it
        assertThat(hashes()).hasSize(40 - 5).containsKeys("vco-9", "vco-15", "vco-39");
        assertThat(hashes()).doesNotContainKeys("vco-10", "vco-14");
        assertThat(restored.firstSkipped()).isEqualTo(10);
        assertThat(counted).hasValue(5);
    }

    /** The first poll after a seek mostly returns nothing yet, which does not mean the damage has ended. */
    @Test
    void shouldPassOverALongBatchInGrowingStrides() {
        // Given
        IntStream.range(0, 1_000).forEach(it -> add(TARGET, observation(TARGET, 0, it + 1, "vco-" + it)));
        consumer.damage(10, 500);
        // When
        read();
        // Then
        assertThat(hashes()).hasSize(1_000 - 490).containsKeys("vco-9", "vco-500", "vco-999");
        assertThat(consumer.polls).isLessThan(60);
    }

    @Test
    void shouldPassOverADamagedBatchAtTheVeryEnd() {
        // Given
        IntStream.range(0, 10).forEach(it -> add(TARGET, observation(TARGET, 0, it + 1, "vco-" + it)));
        consumer.damage(7, 10);
        // When
        read();
        // Then
        assertThat(hashes()).hasSize(7);
    }

    /** An unreachable registry says nothing about the record: skipping it would forget a connection. */
    @Test
    void shouldLeaveNothingOutBecauseTheRegistryIsAway() {
        // Given
        add(TARGET, observation(TARGET, 0, 1, "away"));
        // When / Then
        assertThatThrownBy(this::read).isInstanceOf(RegistryUnavailableException.class);
    }

    private Map<String, Long> hashes() {
        return Objects.requireNonNull(restored.targets().get(TARGET)).hashes();
    }

    private void read() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        consumer.seek(PARTITION, 0);
        var nowhere = KafkaAccess.of(Settings.of(
                Map.of(KafkaAccess.BOOTSTRAP_SERVERS, "127.0.0.1:1", KafkaAccess.REGISTRY_URL, "http://127.0.0.1:1")));
        new PartitionReader(nowhere, () -> {}, counted::addAndGet)
                .read(consumer, PARTITION, handover, end, values(), restored);
    }

    private void add(@Nullable String key, @Nullable Observation observation) {
        String value = Long.toString(end);
        if (observation != null) {
            observations.put(value, observation);
        }
        append(key == null ? null : key.getBytes(UTF_8), observation == null ? null : value.getBytes(UTF_8));
    }

    private void addGarbage() {
        append(TARGET.getBytes(UTF_8), GARBAGE);
    }

    @SuppressWarnings("NullAway") // a record may have neither key nor value
    private void append(byte @Nullable [] key, byte @Nullable [] value) {
        consumer.log.add(new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), end++, key, value));
    }

    private static Observation observation(String target, long epoch, long scan, String id) {
        String[] parts = target.split("/", 2);
        ConnectionSnapshot body = FakeCloud.connection(id, "ipsec_sa_established");
        return new Observation(
                parts[0], parts[1], new Order(epoch, scan, 0), NOON, NOON.plusSeconds(30), 30_000L, body);
    }

    private Deserializer<Observation> values() {
        return (topic, bytes) -> {
            if (bytes == null) {
                return null;
            }
            Observation observation = observations.get(new String(bytes, UTF_8));
            if (observation == null) {
                throw new SerializationException("garbage");
            }
            if (((ConnectionSnapshot) observation.getBody()).getConnectionId().equals("away")) {
                throw new RegistryUnavailableException("the registry is away");
            }
            return observation;
        };
    }

    /** A consumer like Kafka's: records before the damage come first, then the plain exception at each damaged offset. */
    private static final class Damaged extends MockConsumer<byte[], byte[]> {
        private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        private long from = Long.MAX_VALUE;
        private long to = Long.MAX_VALUE;
        private boolean isFetching;
        private int polls;

        Damaged() {
            super("earliest");
        }

        void damage(long first, long behind) {
            from = first;
            to = behind;
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
            super.seek(partition, offset);
            isFetching = true;
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls++;
            if (isFetching) {
                isFetching = false;
                return ConsumerRecords.empty();
            }
            long position = position(PARTITION);
            if (position >= from && position < to) {
                throw new KafkaException(
                        "Record batch for partition " + PARTITION + " at offset " + from + " is invalid");
            }
            log.stream()
                    .filter(it -> it.offset() >= position && (position >= to || it.offset() < from))
                    .forEach(this::addRecord);
            return super.poll(timeout);
        }
    }
}
