package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.AlertState.Clearing;
import io.tunnelwatch.processor.domain.AlertState.Firing;
import io.tunnelwatch.processor.domain.AlertState.Onset;
import io.tunnelwatch.processor.domain.AlertState.Pending;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Moves one alert along its life. Every branch has a name, and time is a parameter. */
final class Alerts {
    private Alerts() {}

    /**
     * One move.
     *
     * @param state null is quiet
     * @param published null when nobody is told
     */
    record Move(@Nullable AlertState state, Verdict verdict, AlertStep.@Nullable Status published) {}

    /**
     * What one look makes of an alert.
     *
     * @param state null is quiet
     * @param onset how it began, should this look be the first that is bad
     */
    static Move move(@Nullable AlertState state, Condition condition, Onset onset, Rules.Hold hold, Instant now) {
        if (condition instanceof Condition.Bad bad) {
            return bad(state, bad.trouble(), onset, hold, now);
        }
        return condition instanceof Condition.Good ? good(state, hold, now) : untold(state);
    }

    private static Move bad(
            @Nullable AlertState state, AlertState.Trouble trouble, Onset onset, Rules.Hold hold, Instant now) {
        if (state == null) {
            return new Move(Pending.begin(onset), Verdict.HELD, null);
        }
        if (state instanceof Pending pending) {
            Pending seen = pending.seenBad(now);
            return seen.isBadForLongEnough(hold.until(), now)
                    ? new Move(seen.fire(trouble, now), Verdict.BAD_FOR_LONG_ENOUGH, AlertStep.Status.FIRING)
                    : new Move(seen, Verdict.HELD, null);
        }
        boolean cleared = state instanceof Clearing;
        Firing firing = state instanceof Clearing clearing ? clearing.seenBad() : (Firing) state;
        if (trouble.differsFrom(firing.trouble())) {
            return new Move(firing.changedTo(trouble), Verdict.SEVERITY_OR_REASON_CHANGED, AlertStep.Status.UPDATED);
        }
        return new Move(firing, cleared ? Verdict.BAD_AGAIN_WHILE_CLEARING : Verdict.STILL_FIRING, null);
    }

    private static Move good(@Nullable AlertState state, Rules.Hold hold, Instant now) {
        if (state == null) {
            return new Move(null, Verdict.UNCHANGED, null);
        }
        if (state instanceof Pending) {
            return new Move(null, Verdict.RECOVERED_IN_TIME, null);
        }
        Clearing clearing = state instanceof Clearing already ? already.seenGood(now) : ((Firing) state).seenGood(now);
        return clearing.isGoodForLongEnough(hold.keepFiring(), now)
                ? new Move(null, Verdict.GOOD_FOR_LONG_ENOUGH, AlertStep.Status.RESOLVED)
                : new Move(clearing, Verdict.CLEARING, null);
    }

    /** Out of sight is neither bad nor good: no clock may run on what is not seen, and nothing resolves by it. */
    private static Move untold(@Nullable AlertState state) {
        if (state instanceof Clearing clearing) {
            return new Move(clearing.seenBad(), Verdict.CLOCK_RESET, null);
        }
        return state instanceof Pending
                ? new Move(null, Verdict.CLOCK_RESET, null)
                : new Move(state, Verdict.UNCHANGED, null);
    }
}
