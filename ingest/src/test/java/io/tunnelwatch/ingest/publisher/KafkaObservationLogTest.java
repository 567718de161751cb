package io.tunnelwatch.ingest.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.ingest.publisher.CommitOutcome.Committed;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Unsure;
import io.tunnelwatch.schemas.topics.PolledByHeader;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanFailed;
import io.tunnelwatch.v1.TargetSilent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The producer's exceptions, and the outcomes that they mean for the poller. */
class KafkaObservationLogTest {
    private static final TopicPartition PARTITION = new TopicPartition("vpn.observations.v1", 0);
    private static final List<Observation> SCAN = List.of(failed(0), failed(1));

    @Test
    void shouldClaimAnewAfterACommitThatNobodyAnswered() {
        // Given
        var silent = new Mocked() {
            @Override
            public void commitTransaction() {
                throw new TimeoutException("not answered");
            }

            @Override
            public void abortTransaction() {
                throw new IllegalStateException("the commit timed out and must be retried");
            }
        };
        var producers = List.of(silent, new Mocked()).iterator();
        var log = log(producers::next);
        log.claim();
        // When / Then
        assertThat(log.append(SCAN)).isInstanceOf(Unsure.class);
        assertThat(silent.closed()).isTrue();
        assertThat(log.claim()).isPresent();
        assertThat(log.append(SCAN)).isInstanceOf(Committed.class);
    }

    /** By this name the group finds its own targets when the settings no longer name them. */
    @Test
    void shouldLeaveTheNameOfTheGroupWhereALookEnds() {
        // Given
        var producer = new Mocked();
        var log = log(() -> producer);
        log.claim();
        var silence = Observation.newBuilder(failed(0))
                .setBody(new TargetSilent(Instant.EPOCH, null))
                .build();
        // When
        log.append(List.of(silence, failed(1)));
        // Then
        assertThat(producer.history())
                .extracting(it -> PolledByHeader.of(it.headers()))
                .containsExactly(
                        "", new MockConsumer<>("earliest").groupMetadata().groupId());
    }

    /** The detector remembers the highest epoch and drops observations of an earlier one as late. */
    @Test
    void shouldBeginPastEveryEpochInALogThatWasCreatedAgain() {
        // Given
        var producer = new Mocked();
        var log = log(() -> producer, new Handover(0, 4_711, 0));
        // When
        var claim = log.claim().orElseThrow();
        log.append(SCAN);
        // Then
        assertThat(claim.epoch()).isEqualTo(4_712);
        assertThat(producer.consumerGroupOffsetsHistory())
                .flatExtracting(Map::values)
                .containsExactly(Map.of(PARTITION, Handover.committed(0, 4_712)));
    }

    @Test
    void shouldBeUnsureOfAScanThatIsBeingWrittenWhenItIsClosed() {
        // Given
        KafkaObservationLog[] closing = new KafkaObservationLog[1];
        var log = log(() -> new Mocked() {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<String, Observation> record) {
                closing[0].close();
                return super.send(record);
            }
        });
        closing[0] = log;
        log.claim();
        // When / Then
        assertThat(log.append(SCAN)).isInstanceOf(Unsure.class);
    }

    @Test
    void shouldClaimNothingWhenItIsClosedMeanwhile() {
        // Given
        KafkaObservationLog[] closing = new KafkaObservationLog[1];
        var log = log(() -> new Mocked() {
            @Override
            public void initTransactions() {
                closing[0].close();
                super.initTransactions();
            }
        });
        closing[0] = log;
        // When / Then
        assertThat(log.claim()).isEmpty();
    }

    @Test
    void shouldNotTakeABugForAClosedLog() {
        // Given
        var log = log(() -> new Mocked() {
            @Override
            public void beginTransaction() {
                throw new IllegalStateException("a bug");
            }
        });
        log.claim();
        // When / Then
        assertThatThrownBy(() -> log.append(SCAN)).isInstanceOf(IllegalStateException.class);
    }

    private static class Mocked extends MockProducer<String, Observation> {
        Mocked() {
            super(true, null, new StringSerializer(), (topic, value) -> new byte[1]);
        }
    }

    private static KafkaObservationLog log(Supplier<Producer<String, Observation>> producers) {
        return log(producers, new Handover(0, -1, 0));
    }

    private static KafkaObservationLog log(Supplier<Producer<String, Observation>> producers, Handover handover) {
        return new KafkaObservationLog(PARTITION, List.of("1/eu-central-1"), new KafkaObservationLog.Kafka() {
            @Override
            public Producer<String, Observation> producer() {
                return producers.get();
            }

            @Override
            public long end(TopicPartition partition) {
                return 0;
            }

            @Override
            public Handover handover(TopicPartition partition) {
                return handover;
            }

            @Override
            public RestoredLog read(TopicPartition partition, Handover unused, long end) {
                return new RestoredLog();
            }

            @Override
            public ConsumerGroupMetadata group() {
                return new MockConsumer<>("earliest").groupMetadata();
            }

            @Override
            public Duration transactionTimeout() {
                return Duration.ofSeconds(60);
            }
        });
    }

    private static Observation failed(int index) {
        var at = Instant.parse("2026-11-21T05:00:00Z");
        return new Observation(
                "1",
                "eu-central-1",
                new Order(0L, 1L, index),
                at,
                at.plusSeconds(30),
                30_000L,
                new ScanFailed(FailureClass.NETWORK, "", "away", ""));
    }
}
