package io.tunnelwatch.ingest.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandoverTest {
    private static final long NOW_SECOND = 1_795_867_200;
    private static final Instant NOW = Instant.ofEpochSecond(NOW_SECOND);
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void shouldReadWhatWasCommitted() {
        assertThat(Handover.of(Handover.committed(3, 4_711), 0, CLOCK)).isEqualTo(new Handover(3, 4_711, NOW_SECOND));
    }

    @Test
    void shouldNotReadBeforeTheBeginningOfTheLog() {
        assertThat(Handover.of(Handover.committed(3, 4_711), 8, CLOCK).offset()).isEqualTo(8);
    }

    /** Another group may have polled a target until now, and the detector remembers that group's epochs. */
    @Test
    void shouldBeginAfterTheEpochsOfOtherGroups() {
        // Given
        long ofAnotherGroup = Handover.of(null, 0, Clock.offset(CLOCK, Duration.ofMinutes(-1)))
                .nextEpoch(100);

        // When
        long next = Handover.of(Handover.committed(3, 5), 0, CLOCK).nextEpoch(200);

        // Then
        assertThat(next).isGreaterThan(ofAnotherGroup);
    }

    @Test
    void shouldBeginAfterTheLastEpochOfItsGroupThoughTheClockWasSetBack() {
        var handover = Handover.of(Handover.committed(3, NOW_SECOND + 3_600), 0, CLOCK);

        assertThat(handover.nextEpoch(9)).isEqualTo(NOW_SECOND + 3_601);
        assertThat(handover.isPossible(NOW_SECOND + 3_600, 9)).isTrue();
    }

    /** Kafka deletes what a group keeps about a topic together with the topic. */
    @Test
    void shouldBeginAtTheCurrentSecondWhereNothingIsKept() {
        assertThat(Handover.of(null, 0, CLOCK).nextEpoch(9)).isEqualTo(NOW_SECOND);
    }

    @Test
    void shouldNotBeginBeforeTheEndOfTheLog() {
        assertThat(Handover.of(null, 0, CLOCK).nextEpoch(NOW_SECOND + 7)).isEqualTo(NOW_SECOND + 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "epoch=", "epoch=-1", "epoch=9999999999999999999", "something else"})
    void shouldIgnoreANoteThatNamesNoEpoch(String note) {
        assertThat(Handover.of(new OffsetAndMetadata(3, note), 0, CLOCK).lastEpoch())
                .isEqualTo(-1);
    }

    @Test
    void shouldTakeNoRecordOfTheFuture() {
        var handover = Handover.of(null, 0, CLOCK);

        assertThat(handover.isPossible(NOW_SECOND, 9)).isTrue();
        assertThat(handover.isPossible(NOW_SECOND + 1, 9)).isFalse();
    }
}
