package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.testsupport.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClocksTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void shouldNoticeAStepForwardAndBackAndTellEachOnce() {
        var steps = new ClockStepDetector(clock, clock::nanos);

        clock.advance(Duration.ofSeconds(1));
        assertThat(steps.check()).isEmpty();

        clock.step(Duration.ofMinutes(10));
        clock.advance(Duration.ofSeconds(1));
        assertThat(steps.check()).contains(Duration.ofMinutes(10));

        clock.step(Duration.ofHours(-1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(steps.check()).contains(Duration.ofHours(-1));

        clock.advance(Duration.ofSeconds(1));
        assertThat(steps.check()).isEmpty();
    }

    @Test
    void shouldNotTakeALateLookForAStep() {
        var steps = new ClockStepDetector(clock, clock::nanos);

        clock.advance(Duration.ofMinutes(10));

        assertThat(steps.check()).isEmpty();
    }

    @Test
    void shouldNotTakeSlewingForAStep() {
        var steps = new ClockStepDetector(clock, clock::nanos);

        clock.step(Duration.ofMillis(900));

        assertThat(steps.check()).isEmpty();
    }

    @Test
    void shouldNeverBeAheadOfThePassingOfTime() {
        var cautious = new CautiousClock(clock, clock::nanos);

        clock.step(Duration.ofMinutes(10));
        clock.advance(Duration.ofSeconds(3));

        assertThat(cautious.instant()).isEqualTo(ManualClock.BEGAN.plusSeconds(3));
    }

    @Test
    void shouldFollowTheWallClockBack() {
        var cautious = new CautiousClock(clock, clock::nanos);

        clock.step(Duration.ofMinutes(-10));
        clock.advance(Duration.ofSeconds(3));

        assertThat(cautious.instant()).isEqualTo(ManualClock.BEGAN.minusSeconds(597));
    }
}
