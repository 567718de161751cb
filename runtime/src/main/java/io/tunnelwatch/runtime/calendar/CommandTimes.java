package io.tunnelwatch.runtime.calendar;

import io.tunnelwatch.runtime.calendar.RecurringWindow.Occurrence;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Recurrence;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The times in which a command acts, if nobody ends it before: once, or each time that a maintenance returns.
 *
 * @param until its end; of a maintenance that returns, when the last one may begin; null for never
 * @param window when a maintenance returns; empty if it does not
 */
public record CommandTimes(Instant from, @Nullable Instant until, Optional<RecurringWindow> window) {
    /** @throws java.time.DateTimeException or IllegalArgumentException if its recurrence makes no sense */
    public static CommandTimes of(Command it) {
        Instant from = it.getFrom() == null ? it.getAt() : it.getFrom();
        return new CommandTimes(
                from, it.getUntil(), Optional.ofNullable(it.getRecurrence()).map(CommandTimes::window));
    }

    private static RecurringWindow window(Recurrence it) {
        return RecurringWindow.lasting(
                it.getDays().stream().map(DayOfWeek::valueOf).toList(),
                LocalTime.parse(it.getStartTime()),
                Duration.ofMinutes(it.getDurationMinutes()),
                ZoneId.of(it.getZone()));
    }

    public boolean isRecurring() {
        return window.isPresent();
    }

    /** The zone of a maintenance that returns. */
    public Optional<ZoneId> zone() {
        return window.map(RecurringWindow::zone);
    }

    /** The occurrence at this time. */
    public Optional<Occurrence> at(Instant time) {
        return window.map(it -> it.at(time, this::isWanted))
                .orElseGet(() -> Optional.of(once()).filter(it -> it.contains(time)));
    }

    /** The first occurrence that begins after this time. */
    public Optional<Occurrence> after(Instant time) {
        if (window.isEmpty()) {
            return Optional.of(once()).filter(it -> it.start().isAfter(time));
        }
        Instant justBefore = from.minusMillis(1);
        return window.get().after(time.isAfter(justBefore) ? time : justBefore).filter(this::isWanted);
    }

    /** The next time at which the command begins or ceases to act. */
    public Optional<Instant> change(Instant time) {
        return Stream.concat(at(time).map(Occurrence::end).stream(), after(time).map(Occurrence::start).stream())
                .min(Instant::compareTo);
    }

    /** Returns whether the command is over. One that returns counts until the last one may begin, if there is one or not. */
    public boolean isOver(Instant time) {
        boolean mayReturn = window.isPresent() && (until == null || !time.isAfter(until));
        return !mayReturn && at(time).isEmpty() && after(time).isEmpty();
    }

    /** The occurrences that overlap a span, oldest first. */
    public List<Occurrence> between(Instant begin, Instant end) {
        return window.map(it -> it.between(begin, end).filter(this::isWanted))
                .orElseGet(() -> Stream.of(once())
                        .filter(it -> it.start().isBefore(end) && it.end().isAfter(begin)))
                .toList();
    }

    /** The only occurrence of a command that does not return; without an end it never acts. */
    private Occurrence once() {
        return new Occurrence(from, until == null || until.isBefore(from) ? from : until);
    }

    /** The first may begin when the command does, and the last when it ends. */
    private boolean isWanted(Occurrence it) {
        return !it.start().isBefore(from) && (until == null || !it.start().isAfter(until));
    }
}
