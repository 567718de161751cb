package io.tunnelwatch.processor.domain.alert;

import io.tunnelwatch.processor.domain.alert.AlertPhase.Clearing;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Firing;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Pending;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Problem;
import io.tunnelwatch.processor.domain.alert.AlertState.Flapping;
import io.tunnelwatch.processor.domain.alert.AlertState.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Moves one alert from phase to phase. A snapshot gives the current condition; the end of a scan lets time pass, and then
 * compares the alert that should be published with the published one. Every branch has a named reason, and time is a parameter.
 */
public final class AlertProgress {
    /** Down for this long without interruption counts as down, however often it flapped before. */
    private static final Duration DOWN_FOR_GOOD = Duration.ofMinutes(5);

    private AlertProgress() {}

    /** The alert after a snapshot or the end of a scan, and the reason. */
    public record Move(AlertState alert, Verdict verdict) {}

    /**
     * The alert after a comparison with the published one, and the step to publish, if any.
     *
     * @param status status of the step; null if nothing is to be published
     * @param published content to publish
     * @param active whether the alert is active after this step
     */
    public record Outcome(
            AlertState alert,
            Verdict verdict,
            @Nullable AlertStatus status,
            @Nullable Published published,
            boolean active) {
        static Outcome silent(AlertState alert, Verdict verdict) {
            return new Outcome(alert, verdict, null, null, false);
        }
    }

    /**
     * Applies a condition to an alert.
     *
     * @param onset the onset, in case this is the first bad condition
     * @param wasGood whether the condition before was good
     */
    public static Move observe(AlertState alert, Condition condition, Onset onset, boolean wasGood, Instant now) {
        return condition.match(
                good -> good(alert, now),
                bad -> bad(wasGood ? alert.fallen(onset, bad.problem(), now) : alert, bad.problem(), onset, now),
                unknown -> unknown(alert));
    }

    private static Move bad(AlertState alert, Problem problem, Onset onset, Instant now) {
        AlertPhase phase = alert.phase();
        return phase.match(
                quiet -> new Move(alert.withPhase(quiet.seenBad(onset, problem)), Verdict.HELD),
                pending -> new Move(alert.withPhase(pending.seenBad(problem)), Verdict.HELD),
                firing -> new Move(alert.withPhase(firing.seenBad(problem, now)), Verdict.STILL_FIRING),
                clearing ->
                        new Move(alert.withPhase(clearing.seenBad(problem, now)), Verdict.BAD_AGAIN_WHILE_CLEARING));
    }

    private static Move good(AlertState alert, Instant now) {
        AlertPhase phase = alert.phase();
        return phase.match(
                quiet -> new Move(alert, Verdict.UNCHANGED),
                pending -> new Move(alert.withPhase(pending.recovered()), Verdict.RECOVERED_IN_TIME),
                firing -> new Move(alert.withPhase(firing.seenGood(now)), Verdict.CLEARING),
                clearing -> new Move(alert, Verdict.UNCHANGED));
    }

    /** An unknown condition is neither bad nor good: no hold runs while the subject is unseen, and nothing resolves. */
    private static Move unknown(AlertState alert) {
        AlertPhase phase = alert.phase();
        return phase.match(
                quiet -> new Move(alert, Verdict.UNCHANGED),
                pending -> new Move(alert.withPhase(pending.recovered()), Verdict.CLOCK_RESET),
                firing -> new Move(alert.withPhase(firing.unseen()), Verdict.CLOCK_RESET),
                clearing -> new Move(alert.withPhase(clearing.unseen()), Verdict.CLOCK_RESET));
    }

    /**
     * Advances an alert at the end of a complete scan: time has passed.
     *
     * @param hold counted from the alert's own start, which moves when its inhibitor has ended
     * @param endBy a hold that ends by this time has ended
     */
    public static Move tick(AlertState before, Rules.Hold hold, Instant endBy) {
        AlertState alert = before.flapsOnItsOwn() ? before.release() : before;
        AlertPhase phase = alert.phase();
        return phase.match(
                quiet -> new Move(alert, Verdict.UNCHANGED),
                pending -> tick(alert, pending.scanned(), hold, endBy),
                firing -> tick(alert, firing, hold, endBy),
                clearing -> tick(alert, clearing.scanned(), hold, endBy));
    }

    private static Move tick(AlertState alert, Pending pending, Rules.Hold hold, Instant endBy) {
        return isDue(alert, pending, hold, endBy)
                ? new Move(fire(alert, pending), Verdict.BAD_FOR_LONG_ENOUGH)
                : new Move(alert.withPhase(pending), Verdict.HELD);
    }

    private static Move tick(AlertState alert, Firing firing, Rules.Hold hold, Instant endBy) {
        return isReleaseDue(alert, firing, hold, endBy)
                ? new Move(alert.release(), Verdict.NO_LONGER_INHIBITED)
                : new Move(alert, Verdict.STILL_FIRING);
    }

    private static Move tick(AlertState alert, Clearing clearing, Rules.Hold hold, Instant endBy) {
        return clearing.isGoodForLongEnough(hold.beforeResolving(), endBy)
                ? new Move(alert.withPhase(clearing.over()), Verdict.GOOD_FOR_LONG_ENOUGH)
                : new Move(alert.withPhase(clearing), Verdict.CLEARING);
    }

    /**
     * Returns whether it fires at the end of this scan, or fires already.
     *
     * @param endBy a hold that ends by this time has ended
     */
    public static boolean firesNow(AlertState alert, Rules.Hold hold, Instant endBy) {
        AlertPhase phase = alert.phase();
        return phase.match(
                quiet -> false,
                pending -> isDue(alert, pending.scanned(), hold, endBy),
                firing -> true,
                clearing -> false);
    }

    private static boolean isDue(AlertState alert, Pending pending, Rules.Hold hold, Instant endBy) {
        return pending.scans() >= Rules.MIN_SCANS
                && !endBy.isBefore(alert.holdStart(pending.onset().since()).plus(hold.beforeFiring()));
    }

    static AlertState fire(AlertState alert, Pending pending) {
        AlertState fired = alert.withPhase(pending.fire());
        return fired.isInhibitorOver() ? fired.release() : fired;
    }

    private static boolean isReleaseDue(AlertState alert, Firing firing, Rules.Hold hold, Instant endBy) {
        Instant badSince = firing.badSince();
        return alert.isInhibitorOver()
                && badSince != null
                && !endBy.isBefore(alert.holdStart(badSince).plus(hold.beforeFiring()));
    }

    /** Compares what should be published with what is. */
    public static Outcome reconcile(Move move, List<String> members, Instant now) {
        AlertState alert = move.alert();
        Flapping flapping = alert.flapping();
        if (flapping == null) {
            return reconcileCalm(move, members, now);
        }
        if (alert.penalty().frees(now)) {
            AlertState calm = alert.flapping(null);
            return flapping.announced()
                    ? publishState(calm, AlertStatus.FLAP_END, Verdict.CALM_AGAIN, members, now)
                    : reconcileCalm(new Move(calm, move.verdict()), members, now);
        }
        return reconcileFlapping(alert, flapping, members, now);
    }

    private static Outcome reconcileCalm(Move move, List<String> members, Instant now) {
        AlertState alert = move.alert();
        Firing firing = alert.phase().firingOrClearing();
        Published published = alert.published();
        if (firing == null) {
            return published == null
                    ? Outcome.silent(alert, move.verdict())
                    : publishState(alert, AlertStatus.RESOLVED, move.verdict(), members, now);
        }
        if (published == null) {
            return publishState(alert, AlertStatus.FIRING, move.verdict(), members, now);
        }
        Verdict news = updateReason(alert, firing, published, members);
        return news == null
                ? Outcome.silent(alert, move.verdict())
                : publishState(alert, AlertStatus.UPDATED, news, members, now);
    }

    /** The reason why the published alert is outdated; null if it is not. */
    private static @Nullable Verdict updateReason(
            AlertState alert, Firing firing, Published published, List<String> members) {
        if (!Objects.equals(alert.inhibitedBy(), published.inhibitedBy())) {
            return alert.inhibitedBy() == null ? Verdict.NO_LONGER_INHIBITED : Verdict.INHIBITED;
        }
        if (firing.problem().differsFrom(published.problem())) {
            return Verdict.SEVERITY_OR_REASON_CHANGED;
        }
        return members.equals(published.members()) ? null : Verdict.MEMBERS_JOINED;
    }

    private static Outcome reconcileFlapping(AlertState alert, Flapping flapping, List<String> members, Instant now) {
        if (!flapping.announced()) {
            return publishFlapping(alert, flapping, Verdict.FELL_TOO_OFTEN, members, now);
        }
        if (alert.isPublishedInhibited()) {
            return publishFlapping(alert, flapping, Verdict.NO_LONGER_INHIBITED, members, now);
        }
        boolean downForGood = alert.phase() instanceof Firing firing && firing.isBadFor(DOWN_FOR_GOOD, now);
        // Not while inhibited: nobody would see it, and it is published only once.
        if (downForGood && !flapping.downPublished() && alert.inhibitedBy() == null) {
            var downPublished = new Flapping(flapping.onset(), flapping.problem(), true, true);
            return publishState(
                    alert.flapping(downPublished),
                    AlertStatus.DOWN_WHILE_FLAPPING,
                    Verdict.DOWN_WITHOUT_A_BREAK,
                    members,
                    now);
        }
        return Outcome.silent(alert, Verdict.DAMPED);
    }

    private static Outcome publishFlapping(
            AlertState alert, Flapping flapping, Verdict why, List<String> members, Instant now) {
        var announced = new Flapping(flapping.onset(), flapping.problem(), true, false);
        Published published = published(alert, flapping.onset(), flapping.problem(), members, now);
        return new Outcome(
                alert.flapping(announced).withPublished(published), why, AlertStatus.FLAPPING, published, true);
    }

    /** Publishes the current state, whatever was published before. */
    private static Outcome publishState(
            AlertState alert, AlertStatus status, Verdict verdict, List<String> members, Instant now) {
        Firing firing = alert.phase().firingOrClearing();
        if (firing != null) {
            Published published = published(alert, firing.onset(), firing.problem(), members, now);
            return new Outcome(alert.withPublished(published), verdict, status, published, true);
        }
        Published before = Objects.requireNonNull(alert.published(), "Only a published alert is resolved");
        return new Outcome(alert.withPublished(null).release(), verdict, status, before.resolved(), false);
    }

    private static Published published(
            AlertState alert, Onset onset, Problem problem, List<String> members, Instant now) {
        Published before = alert.published();
        String by = alert.inhibitedBy();
        return new Published(
                before == null ? now : before.firedAt(),
                onset,
                problem,
                by,
                by == null || (before != null && before.notified()),
                members);
    }

    /** Publishes an update of a published alert that has a new diagnosis. */
    public static Outcome explain(AlertState alert, Instant now) {
        List<String> members = Objects.requireNonNull(alert.published()).members();
        return publishState(alert, AlertStatus.UPDATED, Verdict.DIAGNOSED, members, now);
    }

    /** Ends an alert whose subject is gone; if published, it is resolved. */
    public static Outcome end(AlertState alert, Verdict verdict) {
        Published published = alert.published();
        if (published == null) {
            return Outcome.silent(AlertState.NEW, verdict);
        }
        // Flapping that began in this very scan has not been published yet.
        boolean announced = alert.flapping() != null && alert.flapping().announced();
        AlertStatus status = announced ? AlertStatus.FLAP_END : AlertStatus.RESOLVED;
        return new Outcome(AlertState.NEW, verdict, status, published.resolved(), false);
    }
}
