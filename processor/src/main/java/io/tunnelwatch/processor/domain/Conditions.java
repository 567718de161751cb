package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.AlertState.Trouble;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the facets of a connection mean for its alerts. */
final class Conditions {
    private static final Condition GOOD = new Condition.Good();
    private static final Condition UNTOLD = new Condition.Untold();

    private Conditions() {}

    /** A condition and the facet that it is about. */
    record Judged(FacetId facet, Condition condition) {}

    static SortedMap<AlertKey, Judged> of(SortedMap<FacetId, FacetValue> facets) {
        var judged = new TreeMap<AlertKey, Judged>();
        boolean dual = facets.keySet().stream().anyMatch(it -> it.kind() == FacetKind.REDUNDANCY);
        facets.forEach((facet, value) -> judge(facet, value, dual, facets, judged));
        return judged;
    }

    private static void judge(
            FacetId facet, FacetValue value, boolean dual, Map<FacetId, FacetValue> all, Map<AlertKey, Judged> judged) {
        Reading reading = value.reading();
        switch (facet.kind()) {
            case REDUNDANCY -> {
                put(judged, facet, AlertRule.ConnectionDown, down(reading, Severity.CRITICAL));
                put(judged, facet, AlertRule.ConnectionDegraded, degraded(reading));
            }
            case IPSEC -> {
                // With two tunnels, one of them down is what REDUNDANCY says.
                if (!dual) {
                    put(judged, facet, AlertRule.ConnectionDown, down(reading, Severity.CRITICAL));
                }
            }
            case BGP -> put(judged, facet, AlertRule.BgpDown, down(reading, bgpSeverity(all)));
            case HEALTH_CHECK -> put(judged, facet, AlertRule.HealthCheckFailed, down(reading, Severity.WARNING));
            case FRESHNESS -> throw new IllegalArgumentException("FRESHNESS is a target's, not a connection's");
        }
    }

    static Condition freshness(Reading reading) {
        return down(reading, Severity.CRITICAL);
    }

    private static void put(Map<AlertKey, Judged> judged, FacetId facet, AlertRule rule, Condition condition) {
        judged.put(new AlertKey(facet.entity(), rule), new Judged(facet, condition));
    }

    private static Condition down(Reading reading, Severity severity) {
        return switch (reading.state()) {
            case DOWN -> new Condition.Bad(new Trouble(severity, reading));
            case UNKNOWN -> UNTOLD;
            case UP, DEGRADED, NOT_CONFIGURED -> GOOD;
        };
    }

    /** Wholly down is worse, and told by ConnectionDown; lost redundancy neither begins nor ends by it. */
    private static Condition degraded(Reading reading) {
        return switch (reading.state()) {
            case DEGRADED -> new Condition.Bad(new Trouble(Severity.WARNING, reading));
            case DOWN, UNKNOWN -> UNTOLD;
            case UP, NOT_CONFIGURED -> GOOD;
        };
    }

    /** Critical when no session of the connection is left that could carry routes. */
    private static Severity bgpSeverity(Map<FacetId, FacetValue> all) {
        boolean wayLeft = all.entrySet().stream()
                .filter(it -> it.getKey().kind() == FacetKind.BGP)
                .map(it -> it.getValue().state())
                .anyMatch(it -> it == FacetState.UP || it == FacetState.UNKNOWN);
        return wayLeft ? Severity.WARNING : Severity.CRITICAL;
    }
}
