package io.tunnelwatch.sink.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tunnelwatch.sink.api.DisplayedConnection;
import io.tunnelwatch.sink.api.PageTroubles;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The state of the network, as the page shows it now. While the read model is still reading its topics, only the troubles of the
 * page are told: half a network would look like an outage, or hide one.
 */
public final class NetworkMetrics implements MultiCollector {
    private final ReadModel model;
    private final PageTroubles troubles;
    private final Clock clock;
    private final boolean isPerConnection;

    /** @param isPerConnection whether each connection has a series of its own */
    public NetworkMetrics(ReadModel model, PageTroubles troubles, Clock clock, boolean isPerConnection) {
        this.model = model;
        this.troubles = troubles;
        this.clock = clock;
        this.isPerConnection = isPerConnection;
    }

    @Override
    public MetricSnapshots collect() {
        Instant now = clock.instant();
        var families = MetricSnapshots.builder().metricSnapshot(troubles(now).snapshot());
        if (model.isCaughtUp()) {
            // Also those that were deleted lately: they count for the availability of the time before.
            var shown = DisplayedConnection.allSince(now.minus(AvailabilityWindow.LONGEST), model, now)
                    .toList();
            var existing = shown.stream().filter(it -> !isDeleted(it)).toList();
            connections(existing).forEach(it -> families.metricSnapshot(it.snapshot()));
            alerts().forEach(it -> families.metricSnapshot(it.snapshot()));
            targets(now).forEach(it -> families.metricSnapshot(it.snapshot()));
            new AvailabilityGauges(model, shown, now).all().forEach(it -> families.metricSnapshot(it.snapshot()));
        }
        return families.build();
    }

    private static boolean isDeleted(DisplayedConnection it) {
        return it.view().getDeletedAt() != null;
    }

    private Gauges troubles(Instant now) {
        var gauges = new Gauges(
                "tunnelwatch_page_troubles", "Reasons not to trust the page and these metrics, by cause.", "cause");
        for (PageTroubles.Cause cause : PageTroubles.Cause.values()) {
            gauges.set(0, cause.name());
        }
        troubles.troubles(now).forEach(it -> gauges.add(1, it.cause().name()));
        return gauges;
    }

    private List<Gauges> connections(List<DisplayedConnection> existing) {
        var byState = new Gauges(
                "tunnelwatch_connections",
                "Connections by the state that the page shows; UNKNOWN if their target is stale.",
                "account",
                "region",
                "state");
        model.targets().forEach(it -> addStates(byState, it.account(), it.region()));
        existing.forEach(it -> {
            ConnectionView view = it.view();
            addStates(byState, view.getAccount(), view.getRegion());
            byState.add(1, view.getAccount(), view.getRegion(), it.state().name());
        });
        return isPerConnection ? List.of(byState, each(existing)) : List.of(byState);
    }

    private static void addStates(Gauges byState, String account, String region) {
        for (FacetState state : FacetState.values()) {
            byState.add(0, account, region, state.name());
        }
    }

    private static Gauges each(List<DisplayedConnection> existing) {
        var each = new Gauges(
                "tunnelwatch_connection_state",
                "State of one connection: 2 UP, 1 DEGRADED, 0 DOWN, -1 UNKNOWN, -2 NOT_CONFIGURED.",
                "account",
                "region",
                "connection");
        existing.forEach(it ->
                each.set(number(it.state()), it.view().getAccount(), it.view().getRegion(), it.id()));
        return each;
    }

    private static int number(FacetState state) {
        return switch (state) {
            case UP -> 2;
            case DEGRADED -> 1;
            case DOWN -> 0;
            case UNKNOWN -> -1;
            case NOT_CONFIGURED -> -2;
        };
    }

    private List<Gauges> alerts() {
        var active = new Gauges(
                "tunnelwatch_alerts_active", "Alerts that are active, inhibited ones included.", "rule", "severity");
        var inhibited = new Gauges(
                "tunnelwatch_alerts_inhibited",
                "Active alerts that another active alert explains.",
                "rule",
                "severity");
        for (AlertRule rule : AlertRule.values()) {
            for (AlertSeverity severity : AlertSeverity.values()) {
                if (rule != AlertRule.UNKNOWN && severity != AlertSeverity.UNKNOWN) {
                    active.set(0, rule.name(), severity.name());
                    inhibited.set(0, rule.name(), severity.name());
                }
            }
        }
        for (Alert it : model.alerts()) {
            if (it.getActive()) {
                active.add(1, it.getRule().name(), it.getSeverity().name());
                inhibited.add(
                        it.getInhibitedBy() == null ? 0 : 1,
                        it.getRule().name(),
                        it.getSeverity().name());
            }
        }
        return List.of(active, inhibited);
    }

    private List<Gauges> targets(Instant now) {
        var age = new Gauges(
                "tunnelwatch_target_scan_age_seconds",
                "Time since the latest complete scan of the target that was judged; missing if there was none.",
                "account",
                "region");
        var stale = new Gauges(
                "tunnelwatch_target_stale", "1 if nothing is known about the target now, else 0.", "account", "region");
        var ahead = new Gauges(
                "tunnelwatch_target_clock_ahead_seconds",
                "How far the clock of the target's poller is ahead of the sink's; 0 within the usual tolerance.",
                "account",
                "region");
        model.targets().forEach(it -> {
            model.lastComplete(it, now)
                    .ifPresent(last -> age.set(seconds(Duration.between(last, now)), it.account(), it.region()));
            stale.set(model.isStale(it, now) ? 1 : 0, it.account(), it.region());
            ahead.set(seconds(model.clockAhead(it)), it.account(), it.region());
        });
        return List.of(age, stale, ahead);
    }

    private static double seconds(Duration it) {
        return Math.max(0, it.toMillis() / 1000.0);
    }
}
