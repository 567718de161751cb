package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Conditions.FacetCondition;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.alert.AlertProgress;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.Condition;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Applies an observation to the alerts of connections. Snapshots move the alerts at once; they fire and resolve at the end of a
 * scan. The end of a connection or facet, a diagnosis and a changed inhibition are published at once.
 */
final class ConnectionAlerts implements Inhibitor {
    private final DecisionDraft draft;
    private final DecisionTime time;
    private final Rules rules;
    private final AlertStepRecorder recorder;

    ConnectionAlerts(DecisionDraft draft, Rules rules, AlertStepRecorder recorder) {
        this.draft = draft;
        this.time = draft.time();
        this.rules = rules;
        this.recorder = recorder;
    }

    /** Moves a connection's alerts to its new state. */
    void update(ConnectionState before, ConnectionState after) {
        var conditions = Conditions.of(after, rules);
        boolean anyBad = conditions.values().stream().anyMatch(it -> it.condition() instanceof Condition.Bad);
        // Only a subject that is bad now can have changed from good to bad.
        SortedMap<AlertKey, FacetCondition> was = anyBad ? Conditions.of(before, rules) : Collections.emptySortedMap();
        before.alerts().forEach((key, alert) -> {
            if (!conditions.containsKey(key)) {
                end(after, key, alert, Verdict.CONFIGURATION_CHANGED);
            }
        });
        var alerts = new TreeMap<AlertKey, AlertState>();
        conditions.forEach((key, judged) -> keep(alerts, key, update(before, was.get(key), key, judged)));
        draft.put(after.with(alerts));
        if (!before.alerts().isEmpty() || !alerts.isEmpty()) {
            draft.await(after.snapshot().connectionId());
        }
    }

    private AlertState update(ConnectionState before, @Nullable FacetCondition was, AlertKey key, FacetCondition is) {
        boolean initial = !before.facets().containsKey(is.facet());
        var onset = new Onset(time.now(), initial ? time.now() : time.seenAt(before), initial);
        boolean wasGood = was != null && was.condition() instanceof Condition.Good;
        AlertState alert = before.alerts().getOrDefault(key, AlertState.NEW);
        var move = AlertProgress.observe(alert, is.condition(), onset, wasGood, time.now());
        if (is.condition() instanceof Condition.Good good && good.declared()) {
            draft.note(Verdict.DECLARED_NORMAL, key.entity());
        }
        if (!move.alert().phase().equals(alert.phase())) {
            draft.note(move.verdict(), key);
        }
        return move.alert();
    }

    /** Advances a connection's alerts at the end of a complete scan: time has passed for them. */
    void tick(ConnectionState connection, Inhibitor causes) {
        draft.putAtEndOfScan(connection, evaluate(connection, causes, true));
    }

    /** Publishes changed inhibitors of a connection that was not seen itself. */
    void updateInhibition(ConnectionState connection, Inhibitor causes) {
        draft.put(evaluate(connection, causes, false));
        draft.await(connection.snapshot().connectionId());
    }

    /** Adds the cloud's diagnosis to the alert about the drop. */
    void diagnosed(ConnectionState connection, String code) {
        var explained = connection.with(connection.evidence().and(new Evidence.Diagnosed(time.now(), code)));
        var alerts = new TreeMap<>(connection.alerts());
        var drop = alerts.entrySet().stream()
                .filter(it -> it.getKey().rule() == AlertRule.ConnectionDown
                        || it.getKey().rule() == AlertRule.ConnectionDegraded)
                .filter(it -> isNews(connection, it.getValue(), code))
                .findFirst();
        drop.ifPresent(it -> {
            var outcome = AlertProgress.explain(it.getValue(), time.now());
            recorder.record(it.getKey(), facetOf(it.getKey().rule(), explained), explained, it.getValue(), outcome);
            it.setValue(outcome.alert());
        });
        draft.put(explained.with(alerts));
    }

    private static boolean isNews(ConnectionState connection, AlertState alert, String code) {
        return alert.published() != null
                && alert.flapping() == null
                && alert.phase()
                        .withProblem()
                        .filter(it ->
                                !connection.evidence().diagnosisOf(it.onset()).equals(code))
                        .isPresent();
    }

    /** Evaluates the alerts in key order, causes before consequences. */
    private ConnectionState evaluate(ConnectionState connection, Inhibitor causes, boolean tick) {
        var evaluated = new TreeMap<AlertKey, AlertState>();
        var kept = new TreeMap<AlertKey, AlertState>();
        connection.alerts().forEach((key, alert) -> {
            String inhibitor = causes.inhibitorOf(new Consequence(connection, key, alert, evaluated));
            AlertState current = alert.withInhibitor(inhibitor, time.now());
            var hold = rules.hold(key.rule(), connection.snapshot());
            var move = tick
                    ? AlertProgress.tick(current, hold, time.holdsEndBy())
                    : new AlertProgress.Move(current, Verdict.UNCHANGED);
            var outcome = AlertProgress.reconcile(move, List.of(), time.now());
            recorder.record(key, facetOf(key.rule(), connection), connection, alert, outcome);
            evaluated.put(key, outcome.alert());
            keep(kept, key, outcome.alert());
        });
        return connection.with(kept);
    }

    /** The first published alert of the same connection that explains it. */
    @Override
    public @Nullable String inhibitorOf(Consequence alert) {
        for (var parent : alert.before().entrySet()) {
            if (parent.getValue().published() != null && isCause(alert.connection(), parent.getKey(), alert.key())) {
                return recorder.fingerprint(parent.getKey());
            }
        }
        return null;
    }

    /**
     * Returns whether one alert explains another: a lost tunnel explains the BGP session in it, but not the session in the other
     * tunnel.
     */
    private static boolean isCause(ConnectionState connection, AlertKey parent, AlertKey child) {
        if (parent.rule().compareTo(child.rule()) >= 0) {
            return false;
        }
        if (parent.rule() == AlertRule.ConnectionDegraded) {
            FacetValue ipsec = connection.facets().get(new FacetId(child.entity(), FacetKind.IPSEC));
            return ipsec != null && ipsec.state() != FacetState.UP;
        }
        return parent.rule() == AlertRule.ConnectionDown || parent.entity().equals(child.entity());
    }

    /** Ends an alert whose subject is gone; if published, it is resolved. */
    void end(ConnectionState connection, AlertKey key, AlertState alert, Verdict why) {
        recorder.record(key, facetOf(key.rule(), connection), connection, alert, AlertProgress.end(alert, why));
    }

    private void keep(SortedMap<AlertKey, AlertState> alerts, AlertKey key, AlertState alert) {
        if (!alert.isForgettable(time.now())) {
            alerts.put(key, alert);
        }
    }

    private static @Nullable FacetKind facetOf(AlertRule rule, ConnectionState connection) {
        return switch (rule) {
            case ConnectionDown -> connection.snapshot().isDual() ? FacetKind.REDUNDANCY : FacetKind.IPSEC;
            case ConnectionDegraded -> FacetKind.REDUNDANCY;
            case BgpDown -> FacetKind.BGP;
            case HealthCheckFailed -> FacetKind.HEALTH_CHECK;
            case TargetStale -> FacetKind.FRESHNESS;
            case GatewayDown, Summary -> null;
        };
    }
}
