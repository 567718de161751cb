package io.tunnelwatch.notify.gate;

import io.tunnelwatch.notify.calendar.RecurringWindow;
import io.tunnelwatch.notify.calendar.RecurringWindow.Occurrence;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A command that the gate has taken, with what became of it. One that is over is remembered for a while: a repeat of it must
 * have no effect.
 *
 * @param matchers the alerts that it covers; empty but for a silence or a maintenance
 * @param window when a maintenance returns; empty if it does not
 * @param isCancelled whether another command has ended it
 * @param announced beginning of the maintenance whose end is still to be told; null outside of one
 */
public record StandingCommand(
        Command command,
        List<LabelMatcher> matchers,
        Optional<RecurringWindow> window,
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

    Instant from() {
        Instant from = command.getFrom();
        return from == null ? command.getAt() : from;
    }

    /** Returns whether it was declared when it had already begun, so that its beginning and end are no news. */
    boolean isEnteredAfterwards() {
        return from().isBefore(command.getAt());
    }

    StandingCommand cancelled() {
        return new StandingCommand(command, matchers, window, true, announced);
    }

    StandingCommand announcing(@Nullable Instant start) {
        return new StandingCommand(command, matchers, window, isCancelled, start);
    }

    boolean covers(Map<String, String> labels, Instant now) {
        return LabelMatcher.allMatch(matchers, labels) && current(now).isPresent();
    }

    /** The time in which it acts now. */
    Optional<Occurrence> current(Instant now) {
        if (isCancelled || matchers.isEmpty()) {
            return Optional.empty();
        }
        return window.map(it -> it.at(now, this::isWanted))
                .orElseGet(() -> Optional.of(once()).filter(it -> isWithin(it, now)));
    }

    /** The next time at which it begins or ceases to act. */
    Optional<Instant> change(Instant now) {
        if (isCancelled || matchers.isEmpty()) {
            return Optional.empty();
        }
        return window.map(it -> returning(it, now)).orElseGet(() -> Stream.of(from(), once().end())
                .filter(it -> it.isAfter(now))
                .findFirst());
    }

    private Optional<Instant> returning(RecurringWindow returning, Instant now) {
        Instant first = from().minusMillis(1);
        Optional<Instant> next = returning
                .after(now.isAfter(first) ? now : first)
                .filter(this::isWanted)
                .map(Occurrence::start);
        return Stream.concat(current(now).map(Occurrence::end).stream(), next.stream())
                .min(Instant::compareTo);
    }

    private Occurrence once() {
        Instant until = command.getUntil();
        return new Occurrence(from(), until == null ? from() : until);
    }

    private static boolean isWithin(Occurrence it, Instant now) {
        return !now.isBefore(it.start()) && now.isBefore(it.end());
    }

    /** The first may begin when the command does, and the last when it ends. */
    private boolean isWanted(Occurrence it) {
        Instant until = command.getUntil();
        return !it.start().isBefore(from()) && (until == null || !it.start().isAfter(until));
    }

    boolean isForgettable(Instant now) {
        Instant until = command.getUntil();
        if (until == null && window.isPresent() && !isCancelled) {
            return false;
        }
        Instant last = until == null || until.isBefore(command.getAt()) ? command.getAt() : until;
        return announced == null && last.plus(REMEMBERED).isBefore(now);
    }
}
