package io.tunnelwatch.processor.domain.alert;

import io.tunnelwatch.processor.domain.alert.Alert.Flapping;
import io.tunnelwatch.processor.domain.alert.Alert.Told;
import io.tunnelwatch.processor.domain.alert.AlertState.Clearing;
import io.tunnelwatch.processor.domain.alert.AlertState.Firing;
import io.tunnelwatch.processor.domain.alert.AlertState.Onset;
import io.tunnelwatch.processor.domain.alert.AlertState.Pending;
import io.tunnelwatch.processor.domain.alert.AlertState.Quiet;
import io.tunnelwatch.processor.domain.alert.AlertState.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Moves one alert through its life. A snapshot gives the current condition; the end of a scan lets time pass, and then compares
 * what should be published with what is. Every branch has a named reason, and time is a parameter.
 */
public final class Alerts {
    /** Down for this long without interruption counts as down, however often it flapped before. */
    private static final Duration DOWN_FOR_GOOD = Duration.ofMinutes(5);

    private Alerts() {}

    /** The alert after a snapshot or the end of a scan, and the reason. */
    public record Move(Alert alert, Verdict verdict) {}

    /**
     * The step to publish, if any.
     *
     * @param told content to publish
     * @param active whether the alert is active after this step
     */
    public record Step(
            Alert alert, Verdict verdict, @Nullable AlertStatus status, @Nullable Told told, boolean active) {
        static Step silent(Alert alert, Verdict verdict) {
            return new Step(alert, verdict, null, null, false);
        }
    }

    /**
     * Applies a condition to an alert.
     *
     * @param onset the onset, in case this is the first bad condition
     * @param fell whether the condition before was good
     */
    public static Move look(Alert alert, Condition condition, Onset onset, boolean fell, Instant now) {
        if (condition instanceof Condition.Bad bad) {
            Alert counted = fell ? alert.fallen(onset, bad.trouble(), now) : alert;
            return bad(counted, bad.trouble(), onset, now);
        }
        return condition instanceof Condition.Good ? good(alert, now) : untold(alert);
    }

    private static Move bad(Alert alert, Trouble trouble, Onset onset, Instant now) {
        AlertState state = alert.state();
        if (state instanceof Quiet quiet) {
            return new Move(alert.in(quiet.seenBad(onset, trouble)), Verdict.HELD);
        }
        if (state instanceof Pending pending) {
            return new Move(alert.in(pending.seenBad(trouble)), Verdict.HELD);
        }
        if (state instanceof Clearing clearing) {
            return new Move(alert.in(clearing.seenBad(trouble, now)), Verdict.BAD_AGAIN_WHILE_CLEARING);
        }
        return new Move(alert.in(((Firing) state).seenBad(trouble, now)), Verdict.STILL_FIRING);
    }

    private static Move good(Alert alert, Instant now) {
        if (alert.state() instanceof Pending pending) {
            return new Move(alert.in(pending.recovered()), Verdict.RECOVERED_IN_TIME);
        }
        return alert.state() instanceof Firing firing
                ? new Move(alert.in(firing.seenGood(now)), Verdict.CLEARING)
                : new Move(alert, Verdict.UNCHANGED);
    }

    /** An unknown condition is neither bad nor good: no clock runs while the subject cannot be seen, and nothing resolves. */
    private static Move untold(Alert alert) {
        if (alert.state() instanceof Pending pending) {
            return new Move(alert.in(pending.recovered()), Verdict.CLOCK_RESET);
        }
        Firing firing = alert.state().standing();
        return firing == null
                ? new Move(alert, Verdict.UNCHANGED)
                : new Move(alert.in(firing.unseen()), Verdict.CLOCK_RESET);
    }

    /**
     * Advances an alert at the end of a complete scan: time has passed.
     *
     * @param hold counted from the alert's own start, which moves when its inhibitor has ended
     */
    public static Move tick(Alert before, Rules.Hold hold, Instant now) {
        Alert alert = before.flapsOnItsOwn() ? before.free() : before;
        AlertState state = alert.state();
        if (state instanceof Pending pending) {
            Pending seen = pending.lookedAt();
            return isDue(alert.in(seen), hold, now)
                    ? new Move(fire(alert, seen), Verdict.BAD_FOR_LONG_ENOUGH)
                    : new Move(alert.in(seen), Verdict.HELD);
        }
        if (state instanceof Clearing clearing) {
            Clearing seen = clearing.lookedAt();
            return seen.isGoodForLongEnough(hold.keepFiring(), now)
                    ? new Move(alert.in(seen.over()), Verdict.GOOD_FOR_LONG_ENOUGH)
                    : new Move(alert.in(seen), Verdict.CLEARING);
        }
        if (state instanceof Firing firing) {
            return speaksUp(alert, firing, hold, now)
                    ? new Move(alert.free(), Verdict.NO_LONGER_INHIBITED)
                    : new Move(alert, Verdict.STILL_FIRING);
        }
        return new Move(alert, Verdict.UNCHANGED);
    }

    /** Whether it fires at the end of this scan, or fires already. */
    public static boolean firesNow(Alert alert, Rules.Hold hold, Instant now) {
        return alert.state() instanceof Pending pending
                ? isDue(alert.in(pending.lookedAt()), hold, now)
                : alert.state() instanceof Firing;
    }

    private static boolean isDue(Alert alert, Rules.Hold hold, Instant now) {
        return alert.state() instanceof Pending pending
                && pending.looks() >= Rules.LOOKS
                && !now.isBefore(alert.clock(pending.onset().since()).plus(hold.until()));
    }

    static Alert fire(Alert alert, Pending pending) {
        Alert fired = alert.in(pending.fire());
        return fired.isLeftAlone() ? fired.free() : fired;
    }

    private static boolean speaksUp(Alert alert, Firing firing, Rules.Hold hold, Instant now) {
        Instant badSince = firing.badSince();
        return alert.isLeftAlone()
                && badSince != null
                && !now.isBefore(alert.clock(badSince).plus(hold.until()));
    }

    /** Compares what should be published with what is. */
    public static Step tell(Move move, List<String> members, Instant now) {
        Alert alert = move.alert();
        Flapping flapping = alert.flapping();
        if (flapping == null) {
            return tellCalm(move, members, now);
        }
        if (alert.penalty().frees(now)) {
            Alert calm = alert.flapping(null);
            return flapping.announced()
                    ? tellStateOf(calm, AlertStatus.FLAP_END, Verdict.CALM_AGAIN, members, now)
                    : tellCalm(new Move(calm, move.verdict()), members, now);
        }
        return tellFlapping(alert, flapping, members, now);
    }

    private static Step tellCalm(Move move, List<String> members, Instant now) {
        Alert alert = move.alert();
        Firing firing = alert.state().standing();
        Told told = alert.told();
        if (firing == null) {
            return told == null
                    ? Step.silent(alert, move.verdict())
                    : tellStateOf(alert, AlertStatus.RESOLVED, move.verdict(), members, now);
        }
        if (told == null) {
            return tellStateOf(alert, AlertStatus.FIRING, move.verdict(), members, now);
        }
        Verdict news = news(alert, firing, told, members);
        return news == null
                ? Step.silent(alert, move.verdict())
                : tellStateOf(alert, AlertStatus.UPDATED, news, members, now);
    }

    /** The reason why the published alert is outdated; null if it is not. */
    private static @Nullable Verdict news(Alert alert, Firing firing, Told told, List<String> members) {
        if (!Objects.equals(alert.inhibitedBy(), told.inhibitedBy())) {
            return alert.inhibitedBy() == null ? Verdict.NO_LONGER_INHIBITED : Verdict.INHIBITED;
        }
        if (firing.trouble().differsFrom(told.trouble())) {
            return Verdict.SEVERITY_OR_REASON_CHANGED;
        }
        return members.equals(told.members()) ? null : Verdict.MEMBERS_JOINED;
    }

    private static Step tellFlapping(Alert alert, Flapping flapping, List<String> members, Instant now) {
        if (!flapping.announced()) {
            return announce(alert, flapping, Verdict.FELL_TOO_OFTEN, members, now);
        }
        if (alert.wasOnlyWhispered()) {
            return announce(alert, flapping, Verdict.NO_LONGER_INHIBITED, members, now);
        }
        boolean downForGood = alert.state() instanceof Firing firing && firing.isBadFor(DOWN_FOR_GOOD, now);
        // Not while inhibited: nobody would see it, and it is published only once.
        if (downForGood && !flapping.toldDown() && alert.inhibitedBy() == null) {
            var toldDown = new Flapping(flapping.onset(), flapping.trouble(), true, true);
            return tellStateOf(
                    alert.flapping(toldDown),
                    AlertStatus.DOWN_WHILE_FLAPPING,
                    Verdict.DOWN_WITHOUT_A_BREAK,
                    members,
                    now);
        }
        return Step.silent(alert, Verdict.DAMPED);
    }

    private static Step announce(Alert alert, Flapping flapping, Verdict why, List<String> members, Instant now) {
        var announced = new Flapping(flapping.onset(), flapping.trouble(), true, false);
        Told told = told(alert, flapping.onset(), flapping.trouble(), members, now);
        return new Step(alert.flapping(announced).telling(told), why, AlertStatus.FLAPPING, told, true);
    }

    /** Publishes the current state, whatever was published before. */
    private static Step tellStateOf(
            Alert alert, AlertStatus status, Verdict verdict, List<String> members, Instant now) {
        Firing firing = alert.state().standing();
        if (firing != null) {
            Told told = told(alert, firing.onset(), firing.trouble(), members, now);
            return new Step(alert.telling(told), verdict, status, told, true);
        }
        Told before = Objects.requireNonNull(alert.told(), "Only a published alert is resolved");
        return new Step(alert.telling(null).free(), verdict, status, before.takenBack(), false);
    }

    private static Told told(Alert alert, Onset onset, Trouble trouble, List<String> members, Instant now) {
        Told before = alert.told();
        String by = alert.inhibitedBy();
        return new Told(
                before == null ? now : before.firedAt(),
                onset,
                trouble,
                by,
                by == null || (before != null && before.spoke()),
                members);
    }

    /** Publishes an update of a published alert that has a new diagnosis. */
    public static Step explain(Alert alert, Instant now) {
        List<String> members = Objects.requireNonNull(alert.told()).members();
        return tellStateOf(alert, AlertStatus.UPDATED, Verdict.DIAGNOSED, members, now);
    }

    /** Ends an alert whose subject is gone; if published, it is resolved. */
    public static Step end(Alert alert, Verdict verdict) {
        Told told = alert.told();
        if (told == null) {
            return Step.silent(Alert.NEW, verdict);
        }
        // Flapping that began in this very scan has not been published yet.
        boolean heardToFlap = alert.flapping() != null && alert.flapping().announced();
        AlertStatus status = heardToFlap ? AlertStatus.FLAP_END : AlertStatus.RESOLVED;
        return new Step(Alert.NEW, verdict, status, told.takenBack(), false);
    }
}
