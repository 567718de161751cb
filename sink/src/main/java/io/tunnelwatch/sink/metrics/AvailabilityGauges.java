package io.tunnelwatch.sink.metrics;

import io.tunnelwatch.sink.api.DisplayedConnection;
import io.tunnelwatch.sink.model.Figures;
import io.tunnelwatch.sink.model.ReadModel;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Availability of the last hour and the last day, by target, as the availability report of the page computes it. */
final class AvailabilityGauges {
    private final ReadModel model;
    private final List<DisplayedConnection> shown;
    private final Instant now;

    AvailabilityGauges(ReadModel model, List<DisplayedConnection> shown, Instant now) {
        this.model = model;
        this.shown = shown;
        this.now = now;
    }

    List<Gauges> all() {
        var availability = new Gauges(
                "tunnelwatch_availability_ratio",
                "Share of the known time in which the target's connections were UP; missing if nothing was known.",
                "account",
                "region",
                "window");
        var coverage = new Gauges(
                "tunnelwatch_availability_coverage_ratio",
                "Share of the window in which the state of the target's connections was known.",
                "account",
                "region",
                "window");
        for (AvailabilityWindow window : AvailabilityWindow.values()) {
            sums(window).forEach((target, figures) -> {
                String[] labels = {target.account(), target.region(), window.label()};
                coverage.set(figures.coverage(), labels);
                figures.availability().ifPresent(it -> availability.set(it, labels));
            });
        }
        return List.of(availability, coverage);
    }

    private record Target(String account, String region) {}

    private Map<Target, Figures> sums(AvailabilityWindow window) {
        Instant from = now.minus(window.length());
        var sums = new HashMap<Target, Figures>();
        for (DisplayedConnection it : shown) {
            Instant deletedAt = it.view().getDeletedAt();
            if (deletedAt == null || deletedAt.isAfter(from)) {
                sums.merge(
                        new Target(it.view().getAccount(), it.view().getRegion()),
                        it.figures(model, from, now),
                        Figures::plus);
            }
        }
        return sums;
    }
}
