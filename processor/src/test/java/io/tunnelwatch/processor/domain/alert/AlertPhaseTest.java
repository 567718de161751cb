package io.tunnelwatch.processor.domain.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertPhase.Firing;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Problem;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Quiet;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.Reading;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertPhaseTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration HOLD = Duration.ofSeconds(60);
    private static final Problem DOWN = new Problem(
            Severity.CRITICAL,
            new Reading(FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED, "ike_sa_not_established"));

    private final Firing firing = new Quiet()
            .seenBad(new Onset(START, START, false), DOWN)
            .scanned()
            .scanned()
            .fire();

    @Test
    void shouldResolveWithTheSecondGoodScanAndNotBefore() {
        // Given
        Instant goodSince = START.plusSeconds(300);
        Instant held = goodSince.plus(HOLD);

        // When
        var once = firing.seenGood(goodSince).scanned();
        var twice = once.scanned();

        // Then
        assertThat(once.isGoodForLongEnough(HOLD, held)).isFalse();
        assertThat(twice.isGoodForLongEnough(HOLD, held)).isTrue();
        assertThat(twice.isGoodForLongEnough(HOLD, held.minusMillis(1))).isFalse();
    }

    /** The time without interruption decides whether it inhibits others; what is still bad has been so since then. */
    @Test
    void shouldRememberSinceWhenItHasBeenBadWithoutInterruption() {
        // Given
        Instant later = START.plusSeconds(300);

        // Then
        assertThat(firing.badSince()).isEqualTo(START);
        assertThat(firing.seenBad(DOWN, later).badSince()).isEqualTo(START);
        assertThat(firing.unseen().badSince()).isNull();
        assertThat(firing.unseen().seenBad(DOWN, later).badSince()).isEqualTo(later);
    }

    @Test
    void shouldBeBadWhileItIsPendingOrFiring() {
        assertThat(new Quiet().isBad()).isFalse();
        assertThat(new Quiet().seenBad(new Onset(START, START, false), DOWN).isBad())
                .isTrue();
        assertThat(firing.isBad()).isTrue();
        assertThat(firing.seenGood(START).isBad()).isFalse();
    }
}
