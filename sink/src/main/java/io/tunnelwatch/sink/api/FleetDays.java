package io.tunnelwatch.sink.api;

import io.tunnelwatch.sink.api.QueryParameters.Window;
import io.tunnelwatch.sink.model.Figures;
import io.tunnelwatch.sink.model.MaintenancePlan;
import io.tunnelwatch.sink.model.PlannedTime;
import io.tunnelwatch.sink.model.ReadModel;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The figures of all connections by day. A connection counts in the days in which it has a state, known or not: one that came
 * yesterday does not make the days before it look unknown.
 */
final class FleetDays {
    private final ReadModel model;
    private final List<Day> days = new ArrayList<>();

    /** Whether there was maintenance, for which labels are needed. */
    private final boolean isPlanned;

    /** The sums of one day. */
    static final class Day {
        private final Window window;
        private final MaintenancePlan plan;
        private Figures figures = Figures.NONE;
        private int connections;

        private Day(Window window, MaintenancePlan plan) {
            this.window = window;
            this.plan = plan;
        }

        Window window() {
            return window;
        }

        Figures figures() {
            return figures;
        }

        int connections() {
            return connections;
        }
    }

    /** The first and the last day are as long as the window lets them be. */
    FleetDays(ReadModel model, Window window, ZoneId zone) {
        this.model = model;
        Instant from = window.from();
        while (from.isBefore(window.to())) {
            Instant next = startOfDay(from, 1, zone);
            var day = new Window(from, next.isBefore(window.to()) ? next : window.to());
            days.add(new Day(day, DisplayedConnection.plan(model, day)));
            from = day.to();
        }
        isPlanned = days.stream().anyMatch(it -> !it.plan.isEmpty());
    }

    /** The beginning of the day that lies so many days after that of a time. */
    static Instant startOfDay(Instant time, int daysLater, ZoneId zone) {
        return time.atZone(zone)
                .toLocalDate()
                .plusDays(daysLater)
                .atStartOfDay(zone)
                .toInstant();
    }

    void add(DisplayedConnection it) {
        Map<String, String> labels = isPlanned ? it.labels(it.id()) : Map.of();
        for (Day day : days) {
            PlannedTime planned = day.plan.of(labels);
            Figures figures = it.figures(model, day.window, it.id(), Optional.empty(), planned);
            if (figures.coverage() > 0 || it.hasStateIn(model, day.window)) {
                day.figures = day.figures.plus(figures);
                day.connections++;
            }
        }
    }

    List<Day> days() {
        return days;
    }
}
