package io.tunnelwatch.ingest.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandoverTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void shouldReadWhatWasCommitted() {
        assertThat(Handover.of(Handover.committed(3, 4_711), 0, CLOCK)).isEqualTo(new Handover(3, 4_711));
    }

    @Test
    void shouldNotReadBeforeTheBeginningOfTheLog() {
        assertThat(Handover.of(Handover.committed(3, 4_711), 8, CLOCK).offset()).isEqualTo(8);
    }

    @Test
    void shouldContinueFromTheEndOfALogThatWasHandedOver() {
        assertThat(Handover.of(Handover.committed(3, 5), 0, CLOCK).nextEpoch(9)).isEqualTo(9);
    }

    /** Kafka deletes what a group keeps about a topic together with the topic. */
    @Test
    void shouldBeginPastEveryOffsetWhenNothingIsKept() {
        assertThat(Handover.of(null, 0, CLOCK).nextEpoch(9)).isEqualTo(NOW.getEpochSecond() + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "epoch=", "epoch=-1", "epoch=9999999999999999999", "something else"})
    void shouldTakeEpochsForOffsetsWhereAnOlderVersionKeptNone(String note) {
        var handover = Handover.of(new OffsetAndMetadata(3, note), 0, CLOCK);

        assertThat(handover.nextEpoch(9)).isEqualTo(9);
        assertThat(handover.isPossible(9, 9)).isTrue();
        assertThat(handover.isPossible(10, 9)).isFalse();
    }
}
