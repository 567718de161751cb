package io.tunnelwatch.notify.gate;

import io.tunnelwatch.runtime.calendar.CommandTimes;
import io.tunnelwatch.runtime.calendar.RecurringWindow.Occurrence;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command that the gate has taken, with what became of it. One that is over is remembered for a while: a repeat of it must
 * have no effect.
 *
 * @param matchers the alerts that it covers; empty but for a silence or a maintenance
 * @param times when it acts, if nobody ends it before
 * @param isCancelled whether another command has ended it
 * @param announced beginning of the maintenance whose end is still to be told; null outside of one
 */
public record StandingCommand(
        Command command,
        List<LabelMatcher> matchers,
        CommandTimes times,
        boolean isCancelled,
        @Nullable Instant announced) {
    /** Nobody repeats a command after so long; one that comes nevertheless would have ended long ago. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    public StandingCommand {
        matchers = List.copyOf(matchers);
    }

    String id() {
        return command.getCommandId();
    }

    boolean isMaintenance() {
        return command.getType() == CommandType.MAINTENANCE;
    }

    /** Returns whether it was declared when it had already begun, so that its beginning and end are no news. */
    boolean isEnteredAfterwards() {
        return times.from().isBefore(command.getAt());
    }

    StandingCommand cancelled() {
        return new StandingCommand(command, matchers, times, true, announced);
    }

    StandingCommand announcing(@Nullable Instant start) {
        return new StandingCommand(command, matchers, times, isCancelled, start);
    }

    boolean covers(Map<String, String> labels, Instant now) {
        return LabelMatcher.allMatch(matchers, labels) && current(now).isPresent();
    }

    /** The time in which it acts now. */
    Optional<Occurrence> current(Instant now) {
        return isCancelled || matchers.isEmpty() ? Optional.empty() : times.at(now);
    }

    /** The next time at which it begins or ceases to act. */
    Optional<Instant> change(Instant now) {
        return isCancelled || matchers.isEmpty() ? Optional.empty() : times.change(now);
    }

    boolean isForgettable(Instant now) {
        Instant until = command.getUntil();
        if (until == null && times.isRecurring() && !isCancelled) {
            return false;
        }
        Instant last = until == null || until.isBefore(command.getAt()) ? command.getAt() : until;
        return announced == null && last.plus(REMEMBERED).isBefore(now);
    }
}
