package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import io.tunnelwatch.v1.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CadenceTest {
    private static final Instant ANCHOR = Instant.parse("2026-11-21T05:00:00.123Z");
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Cadence cadence = new Cadence(INTERVAL, ANCHOR, new Random(1));

    @Test
    void shouldNotDriftHoweverLongAScanTakes() {
        assertThat(cadence.next(ANCHOR.plusSeconds(1), good())).isEqualTo(ANCHOR.plusSeconds(30));
        assertThat(cadence.next(ANCHOR.plusSeconds(59), good())).isEqualTo(ANCHOR.plusSeconds(60));
        assertThat(cadence.next(ANCHOR.plusSeconds(60), good())).isEqualTo(ANCHOR.plusSeconds(90));
        assertThat(cadence.next(ANCHOR.plusSeconds(211), good())).isEqualTo(ANCHOR.plusSeconds(240));
    }

    @Test
    void shouldNeverWaitLongerThanTheIntervalWhenTheClockIsSetBack() {
        // Given
        Instant now = ANCHOR.minusSeconds(3601);
        // When
        Instant due = cadence.next(now, good());
        // Then
        assertThat(Duration.between(now, due)).isPositive().isLessThanOrEqualTo(INTERVAL);
    }

    @Test
    void shouldRetrySoonThenLessAndLessButNeverLessThanItPolls() {
        // Given
        Duration last = Duration.ZERO;
        for (int failure = 0; failure < 10; failure++) {
            // When
            Duration wait = waitAfter(bad(FailureClass.NETWORK, Optional.empty()));
            // Then
            long nominal = Math.min(30_000, 1_000L << failure);
            assertThat(wait.toMillis()).isBetween(nominal * 3 / 4, nominal * 5 / 4);
            last = wait;
        }
        assertThat(last).isGreaterThan(Duration.ofSeconds(20));
    }

    @Test
    void shouldMakeRoomWhenThrottledButNotForEver() {
        // When
        Duration first = waitAfter(bad(FailureClass.THROTTLED, Optional.empty()));
        Duration later = first;
        for (int failure = 0; failure < 40; failure++) {
            later = waitAfter(bad(FailureClass.THROTTLED, Optional.empty()));
        }
        // Then
        assertThat(first).isBetween(Duration.ofMillis(22_500), Duration.ofMillis(37_500));
        assertThat(later).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(75));
    }

    @Test
    void shouldNotUndercutWhatTheCloudAsksFor() {
        // Given
        var asked = Duration.ofMillis(1500);
        // When / Then
        assertThat(waitAfter(bad(FailureClass.THROTTLED, Optional.of(asked))))
                .isBetween(asked, Duration.ofMillis(1800));
        for (int failure = 0; failure < 100; failure++) {
            Duration wait = waitAfter(bad(FailureClass.THROTTLED, Optional.of(Duration.ofSeconds(45))));
            assertThat(wait).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(54));
        }
    }

    @Test
    void shouldNotAskOftenerThanItPollsOfACloudThatAsksForLittleAgainAndAgain() {
        // Given
        var asked = Duration.ofMillis(1500);
        for (int failure = 0; failure < 10; failure++) {
            waitAfter(bad(FailureClass.THROTTLED, Optional.of(asked)));
        }
        // When / Then
        assertThat(waitAfter(bad(FailureClass.THROTTLED, Optional.of(asked))))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldReturnToItsRhythmAfterFailure() {
        // Given
        waitAfter(bad(FailureClass.NETWORK, Optional.empty()));
        waitAfter(bad(FailureClass.NETWORK, Optional.empty()));
        // When
        Instant due = cadence.next(ANCHOR.plusSeconds(34), good());
        // Then
        assertThat(due).isEqualTo(ANCHOR.plusSeconds(60));
        assertThat(waitAfter(bad(FailureClass.NETWORK, Optional.empty()))).isLessThan(Duration.ofSeconds(2));
    }

    private Duration waitAfter(Scan scan) {
        return Duration.between(ANCHOR, cadence.next(ANCHOR, scan));
    }

    private static Scan good() {
        return new CompleteScan(new TreeMap<>(), 1, ANCHOR, ANCHOR);
    }

    private static Scan bad(FailureClass failureClass, Optional<Duration> retryAfter) {
        return new FailedScan(failureClass, "", "", "", retryAfter, ANCHOR);
    }
}
