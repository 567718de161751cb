package io.tunnelwatch.notify.gate;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.calendar.CommandTimes;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.v1.Command;
import java.time.DateTimeException;
import java.util.List;

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
        require(it.getFingerprint() != null, "has no fingerprint to acknowledge");
        return standing(it, List.of());
    }

    private static StandingCommand cancellation(Command it) {
        require(it.getCancels() != null, "cancels nothing");
        return standing(it, List.of());
    }

    private static StandingCommand silence(Command it) {
        require(it.getRecurrence() == null, "is a recurring silence, which is not allowed");
        require(it.getUntil() != null, "is a silence without an end");
        return standing(it, matchers(it));
    }

    private static StandingCommand maintenance(Command it) {
        require(it.getRecurrence() != null || it.getUntil() != null, "is a maintenance without an end");
        return standing(it, matchers(it));
    }

    private static List<LabelMatcher> matchers(Command it) {
        require(!it.getMatchers().isEmpty(), "has no matchers");
        return it.getMatchers().stream().map(LabelMatcher::of).toList();
    }

    private static StandingCommand standing(Command it, List<LabelMatcher> matchers) {
        return new StandingCommand(it, matchers, CommandTimes.of(it), false, null);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new BadRecordException("A command " + problem);
        }
    }
}
