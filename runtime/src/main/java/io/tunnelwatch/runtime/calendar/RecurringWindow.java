package io.tunnelwatch.runtime.calendar;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A span of time that returns on certain days at the same local time. On a day when clocks are set forward over its start, it
 * begins as much later; on a day when its start occurs twice, it begins at the first.
 */
public final class RecurringWindow {
    /** A longer one would overlap itself even if it returned once a week. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** Twice a week, so that a window on one day of the week is found even if a zone skips that day, as Samoa did once. */
    private static final int DAYS_AHEAD = 14;

    private final Set<DayOfWeek> days;
    private final LocalTime start;
    private final ZoneId zone;
    private final UnaryOperator<ZonedDateTime> end;
    private final String text;

    private RecurringWindow(
            Collection<DayOfWeek> days, LocalTime start, ZoneId zone, UnaryOperator<ZonedDateTime> end, String text) {
        this.days = days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : EnumSet.copyOf(days);
        this.start = start;
        this.zone = zone;
        this.end = end;
        this.text = text;
    }

    /** One of the times at which a window is open; {@code end} is not part of it. */
    public record Occurrence(Instant start, Instant end) {
        public boolean contains(Instant time) {
            return !time.isBefore(start) && time.isBefore(end);
        }
    }

    /**
     * A window that lasts equally long each time.
     *
     * @param days all days of the week if empty
     */
    public static RecurringWindow lasting(Collection<DayOfWeek> days, LocalTime start, Duration length, ZoneId zone) {
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a window lasts between a moment and a week, not " + length);
        }
        return new RecurringWindow(days, start, zone, it -> it.plus(length), start + " for " + length + " " + zone);
    }

    /**
     * A window that ends at a local time: on the next day if that is not after its start.
     *
     * @param days all days of the week if empty
     */
    public static RecurringWindow until(Collection<DayOfWeek> days, LocalTime start, LocalTime end, ZoneId zone) {
        int nights = end.isAfter(start) ? 0 : 1;
        return new RecurringWindow(
                days,
                start,
                zone,
                it -> ZonedDateTime.of(it.toLocalDate().plusDays(nights), end, zone),
                start + " to " + end + " " + zone);
    }

    public ZoneId zone() {
        return zone;
    }

    /** The occurrence at this time; the one that began last, if several overlap. */
    public Optional<Occurrence> at(Instant time) {
        return at(time, it -> true);
    }

    /**
     * The same among those that count. On a day when clocks are set, one may begin before the last has ended.
     *
     * @param counts whether an occurrence counts
     */
    public Optional<Occurrence> at(Instant time, Predicate<Occurrence> counts) {
        LocalDate today = time.atZone(zone).toLocalDate();
        return Stream.iterate(today.plusDays(1), it -> it.minusDays(1))
                .limit(LONGEST.toDays() + 3)
                .flatMap(it -> on(it).stream())
                .filter(it -> it.contains(time) && counts.test(it))
                .findFirst();
    }

    /** The first occurrence that begins after this time; none if the zone's days of that name never come. */
    public Optional<Occurrence> after(Instant time) {
        LocalDate today = time.atZone(zone).toLocalDate();
        return Stream.iterate(today.minusDays(1), it -> it.plusDays(1))
                .limit(DAYS_AHEAD)
                .flatMap(it -> on(it).stream())
                .filter(it -> it.start().isAfter(time))
                .findFirst();
    }

    /** The next time at which it opens or closes. */
    public Optional<Instant> change(Instant time) {
        return Stream.concat(at(time).map(Occurrence::end).stream(), after(time).map(Occurrence::start).stream())
                .min(Instant::compareTo);
    }

    /** The occurrences that overlap a span, by the day on which they begin. */
    Stream<Occurrence> between(Instant from, Instant to) {
        LocalDate last = to.atZone(zone).toLocalDate();
        return from.atZone(zone)
                .toLocalDate()
                .minusDays(LONGEST.toDays() + 1)
                .datesUntil(last.plusDays(1))
                .flatMap(it -> on(it).stream())
                .filter(it -> it.start().isBefore(to) && it.end().isAfter(from));
    }

    private Optional<Occurrence> on(LocalDate day) {
        if (!days.contains(day.getDayOfWeek())) {
            return Optional.empty();
        }
        var begin = ZonedDateTime.of(day, start, zone);
        return Optional.of(new Occurrence(begin.toInstant(), end.apply(begin).toInstant()));
    }

    @Override
    public String toString() {
        return (days.size() == 7 ? "daily" : days.toString()) + " " + text;
    }
}
