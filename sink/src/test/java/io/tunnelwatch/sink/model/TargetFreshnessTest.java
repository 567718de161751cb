package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class TargetFreshnessTest {
    private static final Instant SEEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    @Test
    void shouldBeStaleAfterThreeIntervalsAndWhatLiesOnTheWay() {
        var target = TargetFreshness.after(null, completed(SEEN, INTERVAL));

        assertThat(target.isStale(SEEN.plusSeconds(92))).isFalse();
        assertThat(target.isStale(SEEN.plusSeconds(93))).isTrue();
    }

    @Test
    void shouldWaitAsLongAsThePollerAnnouncedWhenALookTakesLongerThanTheInterval() {
        var target = TargetFreshness.after(null, completed(SEEN, Duration.ofSeconds(60)));

        assertThat(target.isStale(SEEN.plusSeconds(182))).isFalse();
        assertThat(target.isStale(SEEN.plusSeconds(183))).isTrue();
    }

    @Test
    void shouldNotBelieveWhatAFailedLookAnnounces() {
        // Given
        var seen = TargetFreshness.after(null, completed(SEEN, INTERVAL));

        // When
        Instant later = SEEN.plusSeconds(60);
        var throttled = TargetFreshness.after(
                seen,
                observation(
                        later,
                        Duration.ofMinutes(10),
                        new ScanFailed(FailureClass.THROTTLED, "Throttling.User", "", "")));

        // Then
        assertThat(throttled.isStale(SEEN.plusSeconds(93))).isTrue();
        assertThat(throttled.trouble()).contains("Throttling.User");
    }

    private static Observation completed(Instant at, Duration untilNext) {
        return observation(at, untilNext, new ScanCompleted(true, 3, 0L, 1, at, 0));
    }

    private static Observation observation(Instant at, Duration untilNext, SpecificRecord body) {
        return Observation.newBuilder()
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setOrder(new Order(1L, 1L, 0))
                .setObservedAt(at)
                .setNextPollDue(at.plus(untilNext))
                .setPollIntervalMillis(INTERVAL.toMillis())
                .setBody(body)
                .build();
    }
}
