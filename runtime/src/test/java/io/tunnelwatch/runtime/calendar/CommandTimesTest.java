package io.tunnelwatch.runtime.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.calendar.RecurringWindow.Occurrence;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Recurrence;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTimesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z"); // a Saturday
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void shouldActFromTheTimeOfTheCommandUnlessToldOtherwise() {
        var times = CommandTimes.of(command().setUntil(NOW.plus(HOUR)).build());

        assertThat(times.at(NOW)).contains(new Occurrence(NOW, NOW.plus(HOUR)));
        assertThat(times.at(NOW.plus(HOUR))).isEmpty();
        assertThat(times.after(NOW.minusMillis(1))).isPresent();
        assertThat(times.isOver(NOW.plus(HOUR))).isTrue();
        assertThat(times.between(NOW.plus(HOUR), NOW.plus(HOUR).plus(HOUR))).isEmpty();
    }

    /** Every day at 09:00 UTC for two hours; the last one may begin on Monday at 09:00. */
    @Test
    void shouldReturnUntilTheLastOneHasEnded() {
        Instant last = Instant.parse("2026-11-23T09:00:00Z");
        var times = CommandTimes.of(command()
                .setRecurrence(new Recurrence(List.of(), "09:00", 120, "UTC"))
                .setUntil(last)
                .build());

        assertThat(times.between(NOW, NOW.plus(Duration.ofDays(9))))
                .extracting(Occurrence::start)
                .containsExactly(Instant.parse("2026-11-21T09:00:00Z"), Instant.parse("2026-11-22T09:00:00Z"), last);
        assertThat(times.between(last.plus(HOUR), last.plus(HOUR).plusMillis(1)))
                .hasSize(1);
        assertThat(times.change(last)).contains(last.plus(HOUR).plus(HOUR));
        assertThat(times.isOver(last.plus(HOUR))).isFalse();
        assertThat(times.isOver(last.plus(HOUR).plus(HOUR))).isTrue();
    }

    @Test
    void shouldNotReturnBeforeTheCommandBegins() {
        var times = CommandTimes.of(command()
                .setRecurrence(new Recurrence(List.of(), "07:00", 120, "UTC"))
                .setUntil(NOW.plus(Duration.ofDays(9)))
                .build());

        assertThat(times.at(NOW)).isEmpty();
        assertThat(times.after(NOW)).map(Occurrence::start).contains(Instant.parse("2026-11-22T07:00:00Z"));
    }

    @Test
    void shouldReturnForEverWithoutAnEnd() {
        var times = CommandTimes.of(command()
                .setRecurrence(new Recurrence(List.of("SUNDAY"), "07:00", 60, "Asia/Shanghai"))
                .build());

        assertThat(times.isOver(NOW.plus(Duration.ofDays(5_000)))).isFalse();
    }

    @Test
    void shouldNeverActWithoutAnEndNorARecurrence() {
        var times = CommandTimes.of(command().build());

        assertThat(times.at(NOW)).isEmpty();
        assertThat(times.isOver(NOW)).isTrue();
    }

    @Test
    void shouldRefuseAZoneThatNobodyKnows() {
        var command = command()
                .setRecurrence(new Recurrence(List.of(), "07:00", 60, "Mars/Olympus"))
                .build();

        assertThatThrownBy(() -> CommandTimes.of(command)).isInstanceOf(DateTimeException.class);
    }

    private static Command.Builder command() {
        return Command.newBuilder()
                .setCommandId("m")
                .setType(CommandType.MAINTENANCE)
                .setBy("ann")
                .setAt(NOW);
    }
}
