package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.calendar.CommandTimes;
import io.tunnelwatch.runtime.calendar.RecurringWindow.Occurrence;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.v1.Command;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command with its matchers and times, compiled once.
 *
 * @param times empty if the record makes no sense: another writer's, which the API would have refused and the gate ignores
 */
record CommandEntry(Command command, List<LabelMatcher> matchers, Optional<CommandTimes> times) {
    static CommandEntry of(Command it) {
        try {
            var matchers = it.getMatchers().stream().map(LabelMatcher::of).toList();
            return new CommandEntry(it, matchers, Optional.of(CommandTimes.of(it)));
        } catch (OperatorException | DateTimeException | IllegalArgumentException e) {
            return new CommandEntry(it, List.of(), Optional.empty());
        }
    }

    /** The same maintenance under another id: it selects the same, and does not say what, why and by whom. */
    CommandEntry redacted(String id) {
        return new CommandEntry(redacted(command, id, null), matchers, times);
    }

    static Command redacted(Command it, String id, @Nullable String cancels) {
        return Command.newBuilder(it)
                .setCommandId(id)
                .setBy("")
                .setReason("")
                .setFingerprint(null)
                .setMatchers(List.of())
                .setCancels(cancels)
                .build();
    }

    String id() {
        return command.getCommandId();
    }

    /** The memory that the matchers need, as they count it. */
    long size() {
        return matchers.stream().mapToLong(LabelMatcher::size).sum();
    }

    boolean matches(Map<String, String> labels) {
        return LabelMatcher.allMatch(matchers, labels);
    }

    boolean isInForce(Instant now) {
        return times.flatMap(it -> it.at(now)).isPresent();
    }

    boolean isAhead(Instant now) {
        return times.flatMap(it -> it.after(now)).isPresent();
    }

    boolean isOver(Instant now) {
        return times.map(it -> it.isOver(now)).orElse(true);
    }

    List<Occurrence> between(Instant from, Instant to) {
        return times.map(it -> it.between(from, to)).orElse(List.of());
    }

    /** The occurrence that lasts or comes next; of a command that is over, the whole time of its occurrences. */
    Occurrence shown(Instant now) {
        Instant from = command.getFrom() == null ? command.getAt() : command.getFrom();
        Instant until = command.getUntil() == null ? from : command.getUntil();
        boolean isReturning = command.getRecurrence() != null && now.isBefore(until);
        return times.flatMap(it -> it.at(now).or(() -> it.after(now)))
                .orElseGet(() -> new Occurrence(from, isReturning ? now : until));
    }
}
