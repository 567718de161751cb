package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Recurrence;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;

/** A span of time in which a command acts, its end excluded. */
record CommandSpan(Instant from, Instant until) {
    /** No occurrence is longer than a day, so one that lasts began yesterday or today; weekdays return within a week. */
    private static final int DAYS_BEFORE = 2;

    private static final int DAYS_AFTER = 8;

    boolean contains(Instant at) {
        return !at.isBefore(from) && at.isBefore(until);
    }

    private CommandSpan endedBy(Instant time) {
        return new CommandSpan(from, time.isBefore(until) ? time : until);
    }

    /** The span of a command that contains a time, or the next one after it; of a command that is over, the last one. */
    static Optional<CommandSpan> at(Command command, Instant time) {
        Instant from = command.getFrom() == null ? command.getAt() : command.getFrom();
        if (command.getUntil() == null) {
            return Optional.empty();
        }
        var whole = new CommandSpan(from, command.getUntil());
        return command.getRecurrence() == null
                ? Optional.of(whole)
                : occurrence(command.getRecurrence(), whole, time).or(() -> Optional.of(whole.endedBy(time)));
    }

    private static Optional<CommandSpan> occurrence(Recurrence rule, CommandSpan whole, Instant time) {
        try {
            ZoneId zone = ZoneId.of(rule.getZone());
            LocalTime start = LocalTime.parse(rule.getStartTime());
            LocalDate day = (time.isBefore(whole.from()) ? whole.from() : time)
                    .atZone(zone)
                    .toLocalDate();
            return Stream.iterate(day.minusDays(DAYS_BEFORE), it -> it.plusDays(1))
                    .limit(DAYS_BEFORE + DAYS_AFTER)
                    .filter(it -> rule.getDays().isEmpty()
                            || rule.getDays().contains(it.getDayOfWeek().name()))
                    .map(it -> it.atTime(start).atZone(zone).toInstant())
                    .filter(it -> !it.isBefore(whole.from()) && !it.isAfter(whole.until()))
                    .map(it -> new CommandSpan(it, it.plusSeconds(60L * rule.getDurationMinutes())))
                    .filter(it -> time.isBefore(it.until()))
                    .findFirst();
        } catch (DateTimeException e) {
            // A record of another writer; the API refuses such a rule.
            return Optional.empty();
        }
    }
}
