package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Recurrence;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Another opinion about planned time: it looks at every second of the window, and asks of each what was then. */
record NaivePlannedTime(PlannedFigures planned, OptionalDouble availabilityOutsidePlanned) {
    static NaivePlannedTime count(
            List<Interval> intervals,
            List<Command> commands,
            Map<String, String> labels,
            Instant from,
            Instant to,
            Instant seen) {
        var inside = new EnumMap<FacetState, Long>(FacetState.class);
        var outside = new EnumMap<FacetState, Long>(FacetState.class);
        var latest = new LinkedHashMap<String, Interval>();
        intervals.forEach(it -> latest.put(it.getIntervalId(), it));
        long all = 0;
        long afterwards = 0;
        for (Instant second = from; second.isBefore(to); second = second.plusSeconds(1)) {
            Instant now = second;
            List<Command> acting = commands.stream()
                    .filter(it -> acts(it, commands, labels, now))
                    .toList();
            all += acting.isEmpty() ? 0 : 1_000;
            afterwards += !acting.isEmpty() && acting.stream().allMatch(it -> now.isBefore(it.getAt())) ? 1_000 : 0;
            FacetState state = state(latest.values(), now, seen);
            if (state != null) {
                (acting.isEmpty() ? outside : inside).merge(state, 1_000L, Long::sum);
            }
        }
        var planned = new PlannedFigures(
                all,
                afterwards,
                inside.getOrDefault(FacetState.UP, 0L),
                inside.getOrDefault(FacetState.DEGRADED, 0L),
                inside.getOrDefault(FacetState.DOWN, 0L));
        return new NaivePlannedTime(planned, share(outside));
    }

    private static OptionalDouble share(Map<FacetState, Long> times) {
        long up = times.getOrDefault(FacetState.UP, 0L);
        long known = up + times.getOrDefault(FacetState.DEGRADED, 0L) + times.getOrDefault(FacetState.DOWN, 0L);
        return known == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) up / known);
    }

    private static @Nullable FacetState state(Collection<Interval> latest, Instant now, Instant seen) {
        for (Interval it : latest) {
            Instant end = it.getValidTo() == null ? seen : it.getValidTo();
            if (!now.isBefore(it.getValidFrom()) && now.isBefore(end)) {
                return it.getState();
            }
        }
        return null;
    }

    private static boolean acts(Command it, List<Command> commands, Map<String, String> labels, Instant now) {
        return it.getType() == CommandType.MAINTENANCE
                && it.getMatchers().stream()
                        .allMatch(matcher -> LabelMatcher.of(matcher).matches(labels))
                && commands.stream()
                        .noneMatch(end -> it.getCommandId().equals(end.getCancels()) && !now.isBefore(end.getAt()))
                && lasts(it, now);
    }

    private static boolean lasts(Command it, Instant now) {
        Instant from = it.getFrom() == null ? it.getAt() : it.getFrom();
        Recurrence rule = it.getRecurrence();
        if (rule == null) {
            return !now.isBefore(from) && now.isBefore(it.getUntil());
        }
        ZoneRules rules = ZoneId.of(rule.getZone()).getRules();
        LocalDate last = now.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
        for (LocalDate day = last.minusDays(4); !day.isAfter(last); day = day.plusDays(1)) {
            Instant start = start(day.atTime(LocalTime.parse(rule.getStartTime())), rules);
            boolean isItsDay = rule.getDays().isEmpty()
                    || rule.getDays().contains(day.getDayOfWeek().name());
            if (isItsDay
                    && !start.isBefore(from)
                    && !start.isAfter(it.getUntil())
                    && !now.isBefore(start)
                    && now.isBefore(start.plusSeconds(rule.getDurationMinutes() * 60L))) {
                return true;
            }
        }
        return false;
    }

    /** A local time that is left out or comes twice is meant by the offset that was in force before the change. */
    private static Instant start(LocalDateTime local, ZoneRules rules) {
        var transition = rules.getTransition(local);
        return local.toInstant(transition == null ? rules.getOffset(local) : transition.getOffsetBefore());
    }
}
