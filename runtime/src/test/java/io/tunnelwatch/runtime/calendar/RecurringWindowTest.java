package io.tunnelwatch.runtime.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecurringWindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** On 29 March 2026 there is no half past two in Berlin. */
    @Test
    void shouldBeginLaterOnTheDayWhenItsStartIsLeftOut() {
        var window = RecurringWindow.lasting(List.of(), LocalTime.of(2, 30), Duration.ofHours(1), BERLIN);

        assertThat(window.after(Instant.parse("2026-03-28T12:00:00Z"))
                        .orElseThrow()
                        .start())
                .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    }

    /** On 25 October 2026 half past two comes twice in Berlin. */
    @Test
    void shouldBeginOnceOnTheDayWhenItsStartComesTwice() {
        var window = RecurringWindow.lasting(List.of(), LocalTime.of(2, 30), Duration.ofMinutes(30), BERLIN);

        assertThat(window.after(Instant.parse("2026-10-24T12:00:00Z"))
                        .orElseThrow()
                        .start())
                .isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(window.at(Instant.parse("2026-10-25T01:45:00Z"))).isEmpty();
    }

    @Test
    void shouldEndAtItsLocalTimeOnAnyDay() {
        var window = RecurringWindow.until(List.of(), LocalTime.of(22, 0), LocalTime.of(6, 0), BERLIN);

        assertThat(window.at(Instant.parse("2026-03-29T00:00:00Z"))
                        .orElseThrow()
                        .end())
                .isEqualTo(Instant.parse("2026-03-29T04:00:00Z"));
        assertThat(window.at(Instant.parse("2026-10-25T00:00:00Z"))
                        .orElseThrow()
                        .end())
                .isEqualTo(Instant.parse("2026-10-25T05:00:00Z"));
    }

    @Test
    void shouldReturnOnItsDaysOnly() {
        var window = RecurringWindow.lasting(
                List.of(DayOfWeek.MONDAY), LocalTime.MIDNIGHT, Duration.ofHours(2), ZoneId.of("Asia/Shanghai"));

        // Monday 2 March 2026 begins in Shanghai at 16:00 UTC of the day before.
        assertThat(window.at(Instant.parse("2026-03-01T15:59:59Z"))).isEmpty();
        assertThat(window.at(Instant.parse("2026-03-01T16:00:00Z"))).isPresent();
        assertThat(window.at(Instant.parse("2026-03-01T18:00:00Z"))).isEmpty();
        assertThat(window.after(Instant.parse("2026-03-01T16:00:00Z"))
                        .orElseThrow()
                        .start())
                .isEqualTo(Instant.parse("2026-03-08T16:00:00Z"));
        assertThat(window.change(Instant.parse("2026-03-01T16:30:00Z")))
                .contains(Instant.parse("2026-03-01T18:00:00Z"));
    }

    @Test
    void shouldRefuseAWindowThatLastsLongerThanAWeek() {
        assertThatThrownBy(() -> RecurringWindow.lasting(List.of(), LocalTime.NOON, Duration.ofDays(8), BERLIN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
