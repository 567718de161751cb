package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.Alert;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.AlertState.Onset;
import io.tunnelwatch.processor.domain.alert.AlertState.Troubled;
import io.tunnelwatch.processor.domain.alert.Alerts;
import io.tunnelwatch.processor.domain.alert.Condition;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves an alert that covers many connections through its life, which is the life of any alert. */
final class Spokesman {
    private static final Rules.Hold NOT_YET = new Rules.Hold(Duration.ofDays(36_500), Duration.ZERO);

    private final Moment moment;
    private final Rules rules;
    private final Announcements announcements;

    Spokesman(Moment moment, Rules rules, Announcements announcements) {
        this.moment = moment;
        this.rules = rules;
        this.announcements = announcements;
    }

    String fingerprint(AlertKey key) {
        return announcements.fingerprint(key);
    }

    /** Makes the group's condition unknown: no clock runs while it cannot be seen. */
    GroupState loseFromSight(GroupState group) {
        return group.with(look(group.alert(), new Condition.Untold()));
    }

    /**
     * Advances a group at the end of a complete scan.
     *
     * @param due whether its members have been held, and therefore the group too
     */
    GroupState tick(AlertKey key, GroupState group, boolean due) {
        Alert alert = group.alert().under(null, moment.now());
        if (alert.state() instanceof Troubled it) {
            alert = look(alert, group.isBad() ? new Condition.Bad(it.trouble()) : new Condition.Good(false));
        }
        var hold = due ? new Rules.Hold(Duration.ZERO, rules.hold(key.rule()).keepFiring()) : NOT_YET;
        return tell(key, group, Alerts.tick(alert, hold, moment.now()));
    }

    /** Publishes a change of the alert that inhibits this one. */
    GroupState retell(AlertKey key, GroupState group, @Nullable String speaker) {
        Alert under = group.alert().under(speaker, moment.now());
        return tell(key, group, new Alerts.Move(under, Verdict.UNCHANGED));
    }

    void retire(AlertKey key, GroupState group) {
        announcements.publish(key, null, group.alert(), Alerts.end(group.alert(), Verdict.RETIRED));
    }

    private Alert look(Alert alert, Condition condition) {
        boolean fell = alert.state() instanceof AlertState.Clearing;
        var anew = new Onset(moment.now(), moment.seenBefore(), false);
        return Alerts.look(alert, condition, anew, fell, moment.now()).alert();
    }

    private GroupState tell(AlertKey key, GroupState group, Alerts.Move move) {
        var step = Alerts.tell(move, List.copyOf(group.members()), moment.now());
        announcements.publish(key, null, group.alert(), step);
        return group.with(step.alert());
    }
}
