package io.tunnelwatch.notify.gate;

import io.tunnelwatch.notify.calendar.RecurringWindow;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Recurrence;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks a command, which any client may have written into its topic. */
public final class CommandReader {
    private CommandReader() {}

    /** @throws BadRecordException if the command makes no sense */
    public static StandingCommand read(Command it) {
        require(!it.getCommandId().isBlank(), "has no id");
        try {
            return switch (it.getType()) {
                case ACKNOWLEDGE -> acknowledgement(it);
                case SILENCE -> silence(it);
                case MAINTENANCE -> maintenance(it);
                case CANCEL -> cancellation(it);
                case UNKNOWN -> throw new BadRecordException("A command is of an unknown type");
            };
        } catch (OperatorException | DateTimeException | IllegalArgumentException e) {
            throw new BadRecordException("A command makes no sense: " + e.getMessage(), e);
        }
    }

    private static StandingCommand acknowledgement(Command it) {
        require(it.getFingerprint() != null, "acknowledges no alert");
        return standing(it, List.of(), Optional.empty());
    }

    private static StandingCommand cancellation(Command it) {
        require(it.getCancels() != null, "cancels nothing");
        return standing(it, List.of(), Optional.empty());
    }

    private static StandingCommand silence(Command it) {
        require(it.getRecurrence() == null, "is a silence that returns");
        require(it.getUntil() != null, "silences without an end");
        return standing(it, matchers(it), Optional.empty());
    }

    private static StandingCommand maintenance(Command it) {
        Optional<RecurringWindow> window = window(it.getRecurrence());
        require(window.isPresent() || it.getUntil() != null, "is a maintenance without an end");
        return standing(it, matchers(it), window);
    }

    private static List<LabelMatcher> matchers(Command it) {
        require(!it.getMatchers().isEmpty(), "covers no alert");
        return it.getMatchers().stream().map(LabelMatcher::of).toList();
    }

    private static Optional<RecurringWindow> window(@Nullable Recurrence it) {
        return Optional.ofNullable(it)
                .map(found -> RecurringWindow.lasting(
                        found.getDays().stream().map(DayOfWeek::valueOf).toList(),
                        LocalTime.parse(found.getStartTime()),
                        Duration.ofMinutes(found.getDurationMinutes()),
                        ZoneId.of(found.getZone())));
    }

    private static StandingCommand standing(Command it, List<LabelMatcher> matchers, Optional<RecurringWindow> window) {
        return new StandingCommand(it, matchers, window, false, null);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new BadRecordException("A command " + problem);
        }
    }
}
