package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Alert.Flapping;
import io.tunnelwatch.processor.domain.Alert.Told;
import io.tunnelwatch.processor.domain.AlertState.Clearing;
import io.tunnelwatch.processor.domain.AlertState.Firing;
import io.tunnelwatch.processor.domain.AlertState.Onset;
import io.tunnelwatch.processor.domain.AlertState.Pending;
import io.tunnelwatch.processor.domain.AlertState.Quiet;
import io.tunnelwatch.processor.domain.AlertState.Trouble;
import io.tunnelwatch.processor.domain.AlertStep.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Moves one alert along its life. A look says what is; the end of a scan says that time has passed, and then what should stand
 * on the topic is compared with what does. Every branch has a name, and time is a parameter.
 */
final class Alerts {
    /** Down for so long without a break is down, however restless it was before. */
    private static final Duration DOWN_FOR_GOOD = Duration.ofMinutes(5);

    private Alerts() {}

    /** What a look or a tick made of an alert, and why. */
    record Move(Alert alert, Verdict verdict) {}

    /**
     * What is to be published.
     *
     * @param told what it says
     * @param active whether it stands after this
     */
    record Step(Alert alert, Verdict verdict, @Nullable Status status, @Nullable Told told, boolean active) {
        static Step silent(Alert alert, Verdict verdict) {
            return new Step(alert, verdict, null, null, false);
        }
    }

    /**
     * What one look makes of an alert.
     *
     * @param onset how it began, should this look be the first that is bad
     * @param fell the look before it was good
     */
    static Move look(Alert alert, Condition condition, Onset onset, boolean fell, Instant now) {
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

    /** Out of sight is neither bad nor good: no clock may run on what is not seen, and nothing resolves by it. */
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
     * A whole scan has ended: who waited has waited longer.
     *
     * @param hold counted from the alert's own clock, which starts anew when whoever spoke for it is gone
     */
    static Move tick(Alert before, Rules.Hold hold, Instant now) {
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

    /** Whether the end of this scan makes it fire, or it does already. */
    static boolean firesNow(Alert alert, Rules.Hold hold, Instant now) {
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

    /** What should stand on the topic, compared with what does. */
    static Step tell(Move move, List<String> members, Instant now) {
        Alert alert = move.alert();
        Flapping flapping = alert.flapping();
        if (flapping == null) {
            return tellCalm(move, members, now);
        }
        if (alert.penalty().frees(now)) {
            Alert calm = alert.flapping(null);
            return flapping.announced()
                    ? tellStateOf(calm, Status.FLAP_END, Verdict.CALM_AGAIN, members, now)
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
                    : tellStateOf(alert, Status.RESOLVED, move.verdict(), members, now);
        }
        if (told == null) {
            return tellStateOf(alert, Status.FIRING, move.verdict(), members, now);
        }
        Verdict news = news(alert, firing, told, members);
        return news == null
                ? Step.silent(alert, move.verdict())
                : tellStateOf(alert, Status.UPDATED, news, members, now);
    }

    /** Why what stands on the topic is not right any more; null if it is. */
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
        // Said under another alert it would not be heard, and it is said only once.
        if (downForGood && !flapping.toldDown() && alert.inhibitedBy() == null) {
            var toldDown = new Flapping(flapping.onset(), flapping.trouble(), true, true);
            return tellStateOf(
                    alert.flapping(toldDown), Status.DOWN_WHILE_FLAPPING, Verdict.DOWN_WITHOUT_A_BREAK, members, now);
        }
        return Step.silent(alert, Verdict.DAMPED);
    }

    private static Step announce(Alert alert, Flapping flapping, Verdict why, List<String> members, Instant now) {
        var announced = new Flapping(flapping.onset(), flapping.trouble(), true, false);
        Told told = told(alert, flapping.onset(), flapping.trouble(), members, now);
        return new Step(alert.flapping(announced).telling(told), why, Status.FLAPPING, told, true);
    }

    /** Whatever was said before, this says how it is. */
    private static Step tellStateOf(Alert alert, Status status, Verdict verdict, List<String> members, Instant now) {
        Firing firing = alert.state().standing();
        if (firing != null) {
            Told told = told(alert, firing.onset(), firing.trouble(), members, now);
            return new Step(alert.telling(told), verdict, status, told, true);
        }
        Told before = Objects.requireNonNull(alert.told(), "Only what stands is taken back");
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

    /** More is known of what stands. */
    static Step explain(Alert alert, Instant now) {
        List<String> members = Objects.requireNonNull(alert.told()).members();
        return tellStateOf(alert, Status.UPDATED, Verdict.DIAGNOSED, members, now);
    }

    /** Its subject is gone; whatever stands is taken back. */
    static Step end(Alert alert, Verdict verdict) {
        Told told = alert.told();
        if (told == null) {
            return Step.silent(Alert.NEW, verdict);
        }
        // It may have fallen once too often in this very scan, and then nobody has heard of its flapping.
        boolean heardToFlap = alert.flapping() != null && alert.flapping().announced();
        Status status = heardToFlap ? Status.FLAP_END : Status.RESOLVED;
        return new Step(Alert.NEW, verdict, status, told.takenBack(), false);
    }
}
