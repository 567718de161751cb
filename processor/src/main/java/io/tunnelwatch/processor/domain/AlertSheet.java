package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.AlertState.Clearing;
import io.tunnelwatch.processor.domain.AlertState.Onset;
import io.tunnelwatch.processor.domain.Conditions.Judged;
import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an observation means for the alerts. Looks are taken in at once; what is published is decided when a scan ends. */
final class AlertSheet {
    private final Sheet sheet;
    private final Moment moment;
    private final Rules rules;

    AlertSheet(Sheet sheet, Rules rules) {
        this.sheet = sheet;
        this.moment = sheet.moment();
        this.rules = rules;
    }

    /** The alerts of a connection, looking at what became of it. */
    ConnectionState look(ConnectionState before, ConnectionState after) {
        var was = Conditions.of(before.facets());
        var conditions = Conditions.of(after.facets());
        var alerts = new TreeMap<AlertKey, Alert>();
        before.alerts().forEach((key, alert) -> {
            if (!conditions.containsKey(key)) {
                end(after, key, alert, Verdict.CONFIGURATION_CHANGED);
            }
        });
        conditions.forEach((key, judged) -> keep(alerts, key, look(before, was.get(key), key, judged)));
        return after.with(alerts);
    }

    private Alert look(ConnectionState before, @Nullable Judged was, AlertKey key, Judged is) {
        boolean initial = !before.facets().containsKey(is.facet());
        var onset = new Onset(moment.now(), initial ? moment.now() : moment.seenAt(before), initial);
        boolean fell = was != null && was.condition() instanceof Condition.Good;
        Alert alert = before.alerts().getOrDefault(key, Alert.NEW);
        var move = Alerts.look(alert, is.condition(), onset, fell, moment.now());
        if (!move.alert().state().equals(alert.state())) {
            sheet.find(move.verdict(), key.entity());
        }
        return move.alert();
    }

    /** A whole scan has ended: all who wait have waited longer. */
    void tick() {
        for (String id : sheet.running()) {
            ConnectionState waiting = sheet.connection(id);
            if (waiting != null) {
                sheet.put(tick(waiting));
            }
        }
    }

    private ConnectionState tick(ConnectionState connection) {
        var alerts = new TreeMap<AlertKey, Alert>();
        connection.alerts().forEach((key, alert) -> {
            var hold = rules.hold(key.rule(), connection.snapshot());
            var step = Alerts.tell(Alerts.tick(alert, hold, moment.now()), moment.now());
            publish(step, alert, key, facetOf(key.rule(), connection), connection);
            keep(alerts, key, step.alert());
        });
        return connection.with(alerts);
    }

    /** The alert about the target itself; each look at whether it can be seen is a tick of it. */
    Alert freshness(Alert alert, @Nullable Reading was, Reading is) {
        var key = new AlertKey(moment.target().toString(), AlertRule.TargetStale);
        var onset = new Onset(moment.now(), moment.seenBefore(), was == null);
        boolean fell = was != null && Conditions.freshness(was) instanceof Condition.Good;
        var looked = Alerts.look(alert, Conditions.freshness(is), onset, fell, moment.now());
        var step = Alerts.tell(Alerts.tick(looked.alert(), rules.hold(key.rule()), moment.now()), moment.now());
        publish(step, alert, key, FacetKind.FRESHNESS, null);
        return step.alert();
    }

    /** What stands of an alert whose subject is gone is taken back. */
    void end(ConnectionState connection, AlertKey key, Alert alert, Verdict why) {
        publish(Alerts.end(alert, why), alert, key, facetOf(key.rule(), connection), connection);
    }

    private void keep(SortedMap<AlertKey, Alert> alerts, AlertKey key, Alert alert) {
        if (!alert.isForgettable(moment.now())) {
            alerts.put(key, alert);
        }
    }

    private void publish(
            Alerts.Step step, Alert before, AlertKey key, FacetKind facet, @Nullable ConnectionState connection) {
        if (!before.equals(Alert.NEW) || !step.alert().equals(Alert.NEW)) {
            sheet.find(step.verdict(), key.entity());
        }
        AlertStep.Status status = step.status();
        if (status == null) {
            return;
        }
        Alert.Told told = Objects.requireNonNull(step.told(), "What is published says something");
        String fingerprint = Ids.fingerprint(moment.target(), key);
        String subject = connection == null ? key.entity() : subject(connection.snapshot());
        sheet.tell(new AlertStep(
                fingerprint,
                Ids.step(fingerprint, status, moment.order()),
                key,
                status,
                moment.target(),
                moment.order(),
                connection == null ? null : connection.snapshot().connectionId(),
                told.onset(),
                told.trouble(),
                facet,
                told.firedAt(),
                moment.now(),
                step.active() ? null : moment.now(),
                step.verdict(),
                words(subject, key, step, told, goodSince(before)),
                connection == null ? null : connection.snapshot().context()));
    }

    private String words(String subject, AlertKey key, Alerts.Step step, Alert.Told told, Instant goodSince) {
        if (step.verdict() == Verdict.CONNECTION_DELETED) {
            return Words.deleted(subject, moment.now());
        }
        return step.active()
                ? Words.firing(subject, key, told.onset(), told.trouble())
                : Words.resolved(subject, key, goodSince, told.onset().since());
    }

    private Instant goodSince(Alert before) {
        return before.state() instanceof Clearing clearing ? clearing.goodSince() : moment.now();
    }

    private static FacetKind facetOf(AlertRule rule, ConnectionState connection) {
        return switch (rule) {
            case ConnectionDown -> connection.snapshot().isDual() ? FacetKind.REDUNDANCY : FacetKind.IPSEC;
            case ConnectionDegraded -> FacetKind.REDUNDANCY;
            case BgpDown -> FacetKind.BGP;
            case HealthCheckFailed -> FacetKind.HEALTH_CHECK;
            case TargetStale -> FacetKind.FRESHNESS;
        };
    }

    private static String subject(Snapshot snapshot) {
        String name = snapshot.context().name();
        return name.isBlank() ? snapshot.connectionId() : name;
    }
}
