package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ClocksTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

    private Instant wall = BEGAN;
    private long nanos = 17;

    @Test
    void shouldNoticeAStepForwardAndBackAndTellEachOnce() {
        var steps = new ClockStepDetector(new Wall(), () -> nanos);

        passes(Duration.ofSeconds(1));
        assertThat(steps.check()).isEmpty();

        wall = wall.plusSeconds(600);
        passes(Duration.ofSeconds(1));
        assertThat(steps.check()).contains(Duration.ofMinutes(10));

        wall = wall.minusSeconds(3_600);
        passes(Duration.ofSeconds(1));
        assertThat(steps.check()).contains(Duration.ofHours(-1));

        passes(Duration.ofSeconds(1));
        assertThat(steps.check()).isEmpty();
    }

    @Test
    void shouldNotTakeALateLookForAStep() {
        var steps = new ClockStepDetector(new Wall(), () -> nanos);

        passes(Duration.ofMinutes(10));

        assertThat(steps.check()).isEmpty();
    }

    @Test
    void shouldNotTakeSlewingForAStep() {
        var steps = new ClockStepDetector(new Wall(), () -> nanos);

        wall = wall.plusMillis(900);

        assertThat(steps.check()).isEmpty();
    }

    @Test
    void shouldNeverBeAheadOfThePassingOfTime() {
        var clock = new CautiousClock(new Wall(), () -> nanos);

        wall = wall.plusSeconds(600);
        passes(Duration.ofSeconds(3));

        assertThat(clock.instant()).isEqualTo(BEGAN.plusSeconds(3));
    }

    @Test
    void shouldFollowTheWallClockBack() {
        var clock = new CautiousClock(new Wall(), () -> nanos);

        wall = wall.minusSeconds(600);
        passes(Duration.ofSeconds(3));

        assertThat(clock.instant()).isEqualTo(BEGAN.minusSeconds(597));
    }

    private void passes(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    private final class Wall extends Clock {
        @Override
        public Instant instant() {
            return wall;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
