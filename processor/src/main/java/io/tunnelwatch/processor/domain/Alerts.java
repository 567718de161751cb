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

    /** A whole scan has ended: who waited has waited longer. */
    static Move tick(Alert alert, Rules.Hold hold, Instant now) {
        AlertState state = alert.state();
        if (state instanceof Pending pending) {
            Pending seen = pending.lookedAt();
            return seen.isBadForLongEnough(hold.until(), now)
                    ? new Move(alert.in(seen.fire()), Verdict.BAD_FOR_LONG_ENOUGH)
                    : new Move(alert.in(seen), Verdict.HELD);
        }
        if (state instanceof Clearing clearing) {
            Clearing seen = clearing.lookedAt();
            return seen.isGoodForLongEnough(hold.keepFiring(), now)
                    ? new Move(alert.in(seen.over()), Verdict.GOOD_FOR_LONG_ENOUGH)
                    : new Move(alert.in(seen), Verdict.CLEARING);
        }
        return new Move(alert, state instanceof Firing ? Verdict.STILL_FIRING : Verdict.UNCHANGED);
    }

    /** What should stand on the topic, compared with what does. */
    static Step tell(Move move, Instant now) {
        Alert alert = move.alert();
        Flapping flapping = alert.flapping();
        if (flapping == null) {
            return tellCalm(alert, move.verdict(), now);
        }
        if (alert.penalty().frees(now)) {
            return flapping.announced()
                    ? tellStateOf(alert.flapping(null), Status.FLAP_END, Verdict.CALM_AGAIN, now)
                    : tellCalm(alert.flapping(null), move.verdict(), now);
        }
        return tellFlapping(alert, flapping, now);
    }

    private static Step tellCalm(Alert alert, Verdict verdict, Instant now) {
        Firing firing = alert.state().standing();
        Told told = alert.told();
        if (firing == null) {
            return told == null ? Step.silent(alert, verdict) : tellStateOf(alert, Status.RESOLVED, verdict, now);
        }
        if (told == null) {
            return tellStateOf(alert, Status.FIRING, verdict, now);
        }
        return firing.trouble().differsFrom(told.trouble())
                ? tellStateOf(alert, Status.UPDATED, Verdict.SEVERITY_OR_REASON_CHANGED, now)
                : Step.silent(alert, verdict);
    }

    private static Step tellFlapping(Alert alert, Flapping flapping, Instant now) {
        if (!flapping.announced()) {
            Told before = alert.told();
            var told = new Told(before == null ? now : before.firedAt(), flapping.onset(), flapping.trouble());
            var announced = new Flapping(flapping.onset(), flapping.trouble(), true, false);
            return new Step(
                    alert.flapping(announced).telling(told), Verdict.FELL_TOO_OFTEN, Status.FLAPPING, told, true);
        }
        boolean downForGood = alert.state() instanceof Firing firing && firing.isBadFor(DOWN_FOR_GOOD, now);
        if (downForGood && !flapping.toldDown()) {
            var toldDown = new Flapping(flapping.onset(), flapping.trouble(), true, true);
            return tellStateOf(alert.flapping(toldDown), Status.DOWN_WHILE_FLAPPING, Verdict.DOWN_WITHOUT_A_BREAK, now);
        }
        return Step.silent(alert, Verdict.DAMPED);
    }

    /** Whatever was said before, this says how it is. */
    private static Step tellStateOf(Alert alert, Status status, Verdict verdict, Instant now) {
        Firing firing = alert.state().standing();
        Told before = alert.told();
        if (firing == null) {
            return new Step(alert.telling(null), verdict, status, before, false);
        }
        var told = new Told(before == null ? now : before.firedAt(), firing.onset(), firing.trouble());
        return new Step(alert.telling(told), verdict, status, told, true);
    }

    /** Its subject is gone; whatever stands is taken back. */
    static Step end(Alert alert, Verdict verdict) {
        boolean flaps = alert.flapping() != null && alert.flapping().announced();
        return alert.told() == null
                ? Step.silent(Alert.NEW, verdict)
                : new Step(Alert.NEW, verdict, flaps ? Status.FLAP_END : Status.RESOLVED, alert.told(), false);
    }
}
