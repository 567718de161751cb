package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How everything was at an earlier time, as far as it is known today. A change counts from the time at which it was detected,
 * and a gap from the time at which the connection was last observed.
 */
public final class Past {
    /** Changes of connections are read for as long, and without them their names and networks would not be known. */
    public static final Duration KEPT = Duration.ofDays(90);

    private final ReadModel model;
    private final PastConnections connections;
    private final AlertHistory alerts;
    private final Intervals intervals;

    Past(ReadModel model, PastConnections connections, AlertHistory alerts, Intervals intervals) {
        this.model = model;
        this.connections = connections;
        this.alerts = alerts;
        this.intervals = intervals;
    }

    /** The connections that existed. The view of one that had not been observed yet has no facets. */
    public List<ConnectionView> connections(Instant at) {
        return connections.all(at);
    }

    /** Finds a connection by its whole key or by its id alone. */
    public Optional<ConnectionView> connection(String idOrKey, Instant at) {
        return connections.find(idOrKey, at);
    }

    /** The connections of a target that existed and are among the named ones, or are on one of these gateways. */
    public List<ConnectionView> related(String target, Set<String> keys, Set<String> gateways, Instant at) {
        return connections.related(target, keys, gateways, at);
    }

    /** All alerts that had ever fired by then, active or not. */
    public List<Alert> alerts(Instant at) {
        return alerts.at(at);
    }

    /** The time since which no step of an alert is missing. */
    public Instant alertsCompleteSince() {
        return alerts.completeSince();
    }

    /** Whether a target was fresh, and since when. */
    public record Freshness(boolean isFresh, Instant since) {}

    /** The freshness of each target that was watched, by the name of the target. */
    public Map<String, Freshness> targets(Instant at, Instant now) {
        var targets = new TreeMap<String, Freshness>();
        intervals.targets().forEach(it -> intervals
                .at(it, FacetKind.FRESHNESS, at)
                .ifPresent(span -> targets.put(it, freshness(it, span, at, now))));
        return targets;
    }

    /** A target that is stale now was fresh until its last complete scan, although no transition may say so yet. */
    private Freshness freshness(String target, TimelineInterval span, Instant at, Instant now) {
        boolean isFresh = span.label().state() == FacetState.UP;
        return model.targets().stream()
                .filter(it -> isFresh && it.target().equals(target) && model.isStale(it, now))
                .flatMap(it -> model.lastComplete(it, now).stream())
                .filter(at::isAfter)
                .findFirst()
                .map(seen -> new Freshness(false, seen))
                .orElseGet(() -> new Freshness(isFresh, span.from()));
    }

    /**
     * Returns whether nothing that is yet to come can change what is known of a time: every target has been scanned and judged
     * since, for longer than a gap may reach back, and the views have followed.
     */
    public boolean isSettled(Instant at, Instant now) {
        var targets = model.targets();
        return model.isCaughtUp()
                && model.lagging().isEmpty()
                && !targets.isEmpty()
                && targets.stream().allMatch(it -> model.lastComplete(it, now)
                        .filter(last -> last.isAfter(at.plus(it.staleAfter())))
                        .isPresent());
    }
}
