package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Transition.Kind;
import io.tunnelwatch.processor.domain.alert.Alert;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState.Firing;
import io.tunnelwatch.processor.domain.alert.AlertState.Onset;
import io.tunnelwatch.processor.domain.alert.Alerts;
import io.tunnelwatch.processor.domain.alert.Condition;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges whether a target can be seen at all: its facet, and the alert about it. */
final class FreshnessSheet {
    private final Sheet sheet;
    private final Moment moment;
    private final Rules rules;
    private final Announcements announcements;
    private @Nullable FacetValue value;
    private Alert alert;

    FreshnessSheet(Sheet sheet, Rules rules, Announcements announcements, @Nullable FacetValue value, Alert alert) {
        this.sheet = sheet;
        this.moment = sheet.moment();
        this.rules = rules;
        this.announcements = announcements;
        this.value = value;
        this.alert = alert;
    }

    private AlertKey key() {
        return new AlertKey(moment.target().toString(), AlertRule.TargetStale);
    }

    @Nullable
    FacetValue value() {
        return value;
    }

    Alert alert() {
        return alert;
    }

    /**
     * The fingerprint of the alert while the target cannot be seen. Once it is seen again, the alert inhibits nothing although
     * it has not resolved yet: what is bad then has another cause.
     */
    @Nullable
    String speaker() {
        boolean cannotBeSeen = value != null && value.state() == FacetState.DOWN;
        return cannotBeSeen && alert.told() != null && alert.state() instanceof Firing
                ? announcements.fingerprint(key())
                : null;
    }

    /** Takes in a reading, which also lets time pass for the alert. */
    void becomes(Reading reading) {
        FacetValue before = value;
        if (before == null || reading.differsFrom(before.reading())) {
            value = new FacetValue(reading, moment.now());
            sheet.tell(transition(before, value));
        }
        weigh(before == null ? null : before.reading(), reading);
    }

    private void weigh(@Nullable Reading was, Reading is) {
        var onset = new Onset(moment.now(), moment.seenBefore(), was == null);
        boolean fell = was != null && Conditions.freshness(was) instanceof Condition.Good;
        var looked = Alerts.look(alert, Conditions.freshness(is), onset, fell, moment.now());
        var step = Alerts.tell(
                Alerts.tick(looked.alert(), rules.hold(AlertRule.TargetStale), moment.now()), List.of(), moment.now());
        announcements.publish(key(), FacetKind.FRESHNESS, alert, step);
        alert = step.alert().isForgettable(moment.now()) ? Alert.NEW : step.alert();
    }

    /** Ends the facet and the alert: a target that is not polled any more cannot be stale. */
    void retire() {
        FacetValue before = value;
        if (before != null) {
            sheet.tell(retired(before));
        }
        announcements.publish(key(), FacetKind.FRESHNESS, alert, Alerts.end(alert, Verdict.RETIRED));
        value = null;
        alert = Alert.NEW;
    }

    private Transition retired(FacetValue before) {
        var facet = new FacetId(moment.target().toString(), FacetKind.FRESHNESS);
        return new Transition(
                Kind.RETIRED,
                Ids.transition(moment.target(), Kind.RETIRED, facet.toString(), "", moment.order()),
                moment.target(),
                moment.order(),
                null,
                facet,
                before,
                null,
                moment.lastHeard(),
                moment.now(),
                null,
                List.of());
    }

    private Transition transition(@Nullable FacetValue before, FacetValue becomes) {
        var facet = new FacetId(moment.target().toString(), FacetKind.FRESHNESS);
        boolean seen = becomes.state() == FacetState.UP;
        String id = Ids.transition(
                moment.target(),
                Kind.FACET_CHANGED,
                facet.toString(),
                becomes.reason().name(),
                moment.order());
        return new Transition(
                before == null ? Kind.FIRST_SEEN : Kind.FACET_CHANGED,
                id,
                moment.target(),
                moment.order(),
                null,
                facet,
                before,
                becomes,
                before == null ? moment.now() : seen ? moment.lastHeard() : moment.seenBefore(),
                moment.now(),
                null,
                List.of());
    }
}
