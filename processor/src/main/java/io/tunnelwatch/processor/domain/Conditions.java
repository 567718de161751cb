package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Problem;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Condition;
import io.tunnelwatch.processor.domain.alert.LocalRule;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.SortedMap;
import java.util.TreeMap;

/** Derives the conditions of a connection's alerts from its facets, by the rules that apply to it. */
final class Conditions {
    private static final Condition GOOD = new Condition.Good(false);
    private static final Condition DECLARED_GOOD = new Condition.Good(true);
    private static final Condition UNKNOWN = new Condition.Unknown();

    private final Snapshot snapshot;
    private final SortedMap<FacetId, FacetValue> facets;
    private final Rules rules;
    private final TreeMap<AlertKey, FacetCondition> byAlert = new TreeMap<>();

    private Conditions(ConnectionState connection, Rules rules) {
        this.snapshot = connection.snapshot();
        this.facets = connection.facets();
        this.rules = rules;
    }

    /** A condition and the facet that it is about. */
    record FacetCondition(FacetId facet, Condition condition) {}

    static SortedMap<AlertKey, FacetCondition> of(ConnectionState connection, Rules rules) {
        var conditions = new Conditions(connection, rules);
        boolean dual = connection.snapshot().isDual();
        // Out of sight nothing counts as good, not even what is switched off: an alert that was about to resolve waits.
        boolean unseen = connection.isUnseen();
        connection
                .facets()
                .forEach((facet, value) -> conditions.judge(facet, unseen ? Reading.UNSEEN : value.reading(), dual));
        return conditions.byAlert;
    }

    /**
     * The condition of a target's freshness. A DEGRADED target (deletions are held) needs a person's attention and inhibits
     * nothing.
     */
    static Condition freshness(Reading reading) {
        return reading.state() == FacetState.DEGRADED
                ? new Condition.Bad(new Problem(Severity.WARNING, reading))
                : down(reading, Severity.CRITICAL);
    }

    private void judge(FacetId facet, Reading reading, boolean dual) {
        switch (facet.kind()) {
            case REDUNDANCY -> {
                put(facet, AlertRule.ConnectionDown, down(reading, Severity.CRITICAL));
                put(facet, AlertRule.ConnectionDegraded, degraded(reading));
            }
            case IPSEC -> {
                // With two tunnels, REDUNDANCY covers a single one that is down.
                if (!dual) {
                    put(facet, AlertRule.ConnectionDown, down(reading, Severity.CRITICAL));
                }
            }
            case BGP ->
                put(
                        facet,
                        AlertRule.BgpDown,
                        reading.state() == FacetState.DOWN ? bgpDown(reading) : down(reading, Severity.WARNING));
            case HEALTH_CHECK -> put(facet, AlertRule.HealthCheckFailed, down(reading, Severity.WARNING));
            // Alerts are about the facets that SERVICE is made of.
            case SERVICE -> {}
            case FRESHNESS -> throw new IllegalArgumentException("FRESHNESS is a target's, not a connection's");
        }
    }

    private void put(FacetId facet, AlertRule rule, Condition condition) {
        byAlert.put(
                new AlertKey(facet.entity(), rule),
                new FacetCondition(
                        facet,
                        condition instanceof Condition.Bad bad ? overridden(facet, rule, bad.problem()) : condition));
    }

    /** Applies the operator's local rules: some problems are declared normal, and planned work is worth a warning at most. */
    private Condition overridden(FacetId facet, AlertRule rule, Problem problem) {
        Severity severity = problem.severity();
        for (LocalRule local : rules.local()) {
            if (local.isAbout(rule, snapshot.context())) {
                if (local.muted() || (local.slaveMayStayDown() && isOnlyTheSlave(facet, rule))) {
                    return DECLARED_GOOD;
                }
                severity = local.apply(severity);
            }
        }
        return new Condition.Bad(
                new Problem(snapshot.isDropExpected() ? Severity.WARNING : severity, problem.reading()));
    }

    private boolean isOnlyTheSlave(FacetId facet, AlertRule rule) {
        return switch (rule) {
            case ConnectionDegraded ->
                snapshot.tunnels().stream().filter(it -> !isUp(it.tunnelId())).allMatch(Snapshot.Tunnel::isSlave);
            case BgpDown ->
                snapshot.tunnels().stream()
                        .anyMatch(it -> it.tunnelId().equals(facet.entity()) && it.isSlave() && !isUp(it.tunnelId()));
            case ConnectionDown, HealthCheckFailed, GatewayDown, Summary, TargetStale -> false;
        };
    }

    private boolean isUp(String tunnel) {
        FacetValue ipsec = facets.get(new FacetId(tunnel, FacetKind.IPSEC));
        return ipsec != null && ipsec.state() == FacetState.UP;
    }

    private static Condition down(Reading reading, Severity severity) {
        return switch (reading.state()) {
            case DOWN -> new Condition.Bad(new Problem(severity, reading));
            case UNKNOWN -> UNKNOWN;
            case UP, DEGRADED, NOT_CONFIGURED -> GOOD;
        };
    }

    /**
     * The condition of lost redundancy. It is unknown while the connection is wholly down, which ConnectionDown covers: lost
     * redundancy neither begins nor ends by that.
     */
    private static Condition degraded(Reading reading) {
        return switch (reading.state()) {
            case DEGRADED -> new Condition.Bad(new Problem(Severity.WARNING, reading));
            case DOWN, UNKNOWN -> UNKNOWN;
            case UP, NOT_CONFIGURED -> GOOD;
        };
    }

    /** Critical if no BGP session of the connection is left that could carry routes. */
    private Condition bgpDown(Reading reading) {
        boolean wayLeft = facets.entrySet().stream()
                .filter(it -> it.getKey().kind() == FacetKind.BGP)
                .map(it -> it.getValue().state())
                .anyMatch(it -> it == FacetState.UP || it == FacetState.UNKNOWN);
        return down(reading, wayLeft ? Severity.WARNING : Severity.CRITICAL);
    }
}
