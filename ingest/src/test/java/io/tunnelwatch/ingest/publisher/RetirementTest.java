package io.tunnelwatch.ingest.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.RetirementReason;
import io.tunnelwatch.v1.TargetRetired;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TargetView;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetirementTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    /** A process that polls the target meanwhile, in its own later epoch, must not be silenced by it. */
    @Test
    void shouldStandJustPastWhatWasJudgedInTheSameEpoch() {
        // When
        var retirement = Retirement.of(view(), RetirementReason.NOT_IN_SETTINGS, "group", NOON.plusSeconds(90));

        // Then
        assertThat(retirement.getOrder()).isEqualTo(new Order(7L, 4L, 0));
        assertThat(retirement.getObservedAt()).isEqualTo(NOON.plusSeconds(90));
        assertThat(retirement.getNextPollDue()).isEqualTo(NOON.plusSeconds(120));
        assertThat(retirement.getBody())
                .isEqualTo(new TargetSilent(NOON, new TargetRetired(RetirementReason.NOT_IN_SETTINGS, "group")));
    }

    @Test
    void shouldNotStandBeforeWhatWasObservedThoughTheClockDoes() {
        // When
        var retirement = Retirement.of(view(), RetirementReason.BY_HAND, "me", NOON.minusSeconds(600));

        // Then
        assertThat(retirement.getObservedAt()).isEqualTo(NOON);
    }

    private static TargetView view() {
        return TargetView.newBuilder()
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setOrder(new Order(7L, 3L, 2))
                .setJudgedAt(NOON)
                .setPollIntervalMillis(30_000)
                .setNextPollDue(NOON.plusSeconds(30))
                .setConnections(1)
                .build();
    }
}
