package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Transition.FacetChange;
import io.tunnelwatch.processor.domain.Transition.Kind;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Firing;
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
import io.tunnelwatch.processor.domain.facet.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges whether a target can be scanned at all: its facet, and the alert about it. */
final class FreshnessDetector implements Inhibitor {
    private final DecisionDraft draft;
    private final DecisionTime time;
    private final Rules rules;
    private final AlertStepRecorder recorder;
    private @Nullable FacetValue value;
    private AlertState alert;

    FreshnessDetector(
            DecisionDraft draft,
            Rules rules,
            AlertStepRecorder recorder,
            @Nullable FacetValue value,
            AlertState alert) {
        this.draft = draft;
        this.time = draft.time();
        this.rules = rules;
        this.recorder = recorder;
        this.value = value;
        this.alert = alert;
    }

    private AlertKey key() {
        return new AlertKey(time.target().toString(), AlertRule.TargetStale);
    }

    @Nullable
    FacetValue value() {
        return value;
    }

    AlertState alert() {
        return alert;
    }

    /**
     * The fingerprint of the alert while the target cannot be seen. Once it is seen again, the alert inhibits nothing although
     * it has not resolved yet: what is bad then has another cause.
     */
    @Nullable
    String inhibitor() {
        boolean cannotBeSeen = value != null && value.state() == FacetState.DOWN;
        return cannotBeSeen && alert.published() != null && alert.phase() instanceof Firing
                ? recorder.fingerprint(key())
                : null;
    }

    /** A target that cannot be seen inhibits every alert of its connections. */
    @Override
    public @Nullable String inhibitorOf(Consequence alert) {
        return inhibitor();
    }

    /** Takes in a reading, which also lets time pass for the alert. */
    void update(Reading reading) {
        FacetValue before = value;
        if (before == null || reading.differsFrom(before.reading())) {
            value = new FacetValue(reading, time.now());
            draft.add(transition(before, value));
        }
        evaluate(before == null ? null : before.reading(), reading);
    }

    private void evaluate(@Nullable Reading was, Reading is) {
        var onset = new Onset(time.now(), time.seenBefore(), was == null);
        boolean wasGood = was != null && Conditions.freshness(was) instanceof Condition.Good;
        var move = AlertProgress.observe(alert, Conditions.freshness(is), onset, wasGood, time.now());
        var outcome = AlertProgress.reconcile(
                AlertProgress.tick(move.alert(), rules.hold(AlertRule.TargetStale), time.holdsEndBy()),
                List.of(),
                time.now());
        recorder.record(key(), FacetKind.FRESHNESS, alert, outcome);
        alert = outcome.alert().isForgettable(time.now()) ? AlertState.NEW : outcome.alert();
    }

    /** Ends the facet and the alert: a target that is not polled any more cannot be stale. */
    void retire() {
        FacetValue before = value;
        if (before != null) {
            draft.add(retired(before));
        }
        recorder.record(key(), FacetKind.FRESHNESS, alert, AlertProgress.end(alert, Verdict.RETIRED));
        value = null;
        alert = AlertState.NEW;
    }

    private Transition retired(FacetValue before) {
        var facet = new FacetId(time.target().toString(), FacetKind.FRESHNESS);
        return new Transition(
                Kind.RETIRED,
                Ids.transition(time.target(), Kind.RETIRED, facet.toString(), "", time.order()),
                time.cause(),
                null,
                FacetChange.of(facet).from(before),
                time.lastObservedAt(),
                List.of(),
                false);
    }

    private Transition transition(@Nullable FacetValue before, FacetValue becomes) {
        var facet = new FacetId(time.target().toString(), FacetKind.FRESHNESS);
        boolean seen = becomes.state() == FacetState.UP;
        // The first reading has the id of a FACET_CHANGED as well: published ids must not change.
        String id = Ids.transition(
                time.target(),
                Kind.FACET_CHANGED,
                facet.toString(),
                becomes.reason().name(),
                time.order());
        return new Transition(
                before == null ? Kind.FIRST_SEEN : Kind.FACET_CHANGED,
                id,
                time.cause(),
                null,
                FacetChange.of(facet).from(before).to(becomes),
                before == null ? time.now() : seen ? time.lastObservedAt() : time.seenBefore(),
                List.of(),
                false);
    }
}
