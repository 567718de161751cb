package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.alert.AlertPhase.WithProblem;
import io.tunnelwatch.processor.domain.alert.AlertProgress;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.Condition;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves a group alert through its life, which is the life of any alert. */
final class GroupAlerts {
    private static final Rules.Hold NEVER = new Rules.Hold(Duration.ofDays(36_500), Duration.ZERO);

    private final DecisionDraft draft;
    private final DecisionTime time;
    private final Rules rules;
    private final AlertStepRecorder recorder;

    GroupAlerts(DecisionDraft draft, Rules rules, AlertStepRecorder recorder) {
        this.draft = draft;
        this.time = draft.time();
        this.rules = rules;
        this.recorder = recorder;
    }

    String fingerprint(AlertKey key) {
        return recorder.fingerprint(key);
    }

    /** Makes the group's condition unknown: no hold runs while its members are unseen. */
    GroupAlertState becomeUnseen(GroupAlertState group) {
        return group.with(observe(group.alert(), new Condition.Unknown()));
    }

    /**
     * Advances a group at the end of a complete scan.
     *
     * @param due whether its members have been held, and therefore the group too
     */
    GroupAlertState tick(AlertKey key, GroupAlertState group, boolean due) {
        AlertState alert = group.alert().withInhibitor(null, time.now());
        if (alert.phase() instanceof WithProblem it) {
            alert = observe(alert, group.isBad() ? new Condition.Bad(it.problem()) : new Condition.Good(false));
        }
        var hold = due ? new Rules.Hold(Duration.ZERO, rules.hold(key.rule()).beforeResolving()) : NEVER;
        return reconcile(key, group, AlertProgress.tick(alert, hold, time.holdsEndBy()));
    }

    /** Publishes a change of the alert that inhibits this one. */
    GroupAlertState updateInhibition(AlertKey key, GroupAlertState group, @Nullable String inhibitor) {
        AlertState current = group.alert().withInhibitor(inhibitor, time.now());
        return reconcile(key, group, new AlertProgress.Move(current, Verdict.UNCHANGED));
    }

    /** Ends all group alerts of the target, the summary included. */
    void retireAll() {
        draft.groupAlerts().forEach(this::retire);
        draft.groupAlerts().clear();
    }

    private void retire(AlertKey key, GroupAlertState group) {
        recorder.record(key, null, group.alert(), AlertProgress.end(group.alert(), Verdict.RETIRED));
    }

    private AlertState observe(AlertState alert, Condition condition) {
        boolean wasGood = alert.phase() instanceof AlertPhase.Clearing;
        var onset = new Onset(time.now(), time.seenBefore(), false);
        return AlertProgress.observe(alert, condition, onset, wasGood, time.now())
                .alert();
    }

    private GroupAlertState reconcile(AlertKey key, GroupAlertState group, AlertProgress.Move move) {
        var outcome = AlertProgress.reconcile(move, List.copyOf(group.members()), time.now());
        recorder.record(key, null, group.alert(), outcome);
        return group.with(outcome.alert());
    }
}
