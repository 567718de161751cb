package io.tunnelwatch.processor.domain.alert;

import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Problem;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Quiet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The detector's state of an alert: its phase, how often it comes and goes, which alert inhibits it, and what is published.
 *
 * @param flapping null unless the alert flaps
 * @param inhibition null unless another alert inhibits it
 * @param published null unless the alert is published and not resolved
 */
public record AlertState(
        AlertPhase phase,
        Penalty penalty,
        @Nullable Flapping flapping,
        @Nullable Inhibition inhibition,
        @Nullable Published published) {
    public static final AlertState NEW = new AlertState(new Quiet(), Penalty.NONE, null, null, null);

    /**
     * The alert comes and goes too often to publish each change.
     *
     * @param announced whether the flapping was published
     * @param downPublished whether it was published that the subject stays down in spite of the flapping; once is enough
     */
    public record Flapping(Onset onset, Problem problem, boolean announced, boolean downPublished) {}

    /**
     * Another alert inhibits this one.
     *
     * @param by fingerprint of the inhibitor
     * @param endedAt when the inhibitor ended, after which this alert stays inhibited for a grace time; null while it is active
     */
    public record Inhibition(String by, @Nullable Instant endedAt) {}

    /**
     * The alert as published.
     *
     * @param inhibitedBy fingerprint of its inhibitor
     * @param notified whether it was ever published without an inhibitor: then somebody may have been notified
     */
    public record Published(
            Instant firedAt,
            Onset onset,
            Problem problem,
            @Nullable String inhibitedBy,
            boolean notified,
            List<String> members) {
        public Published {
            members = List.copyOf(members);
        }

        /**
         * The content of the resolve: without an inhibitor if the alert was ever published without one, so that each
         * notification has its resolve; otherwise unchanged.
         */
        Published resolved() {
            return notified ? new Published(firedAt, onset, problem, null, true, members) : this;
        }

        public Published with(List<String> others) {
            return new Published(firedAt, onset, problem, inhibitedBy, notified, others);
        }
    }

    /** Moves to a phase. A quiet, unpublished alert cannot be inhibited, so its inhibition is dropped. */
    public AlertState withPhase(AlertPhase next) {
        boolean mute = next instanceof Quiet && published == null;
        return new AlertState(next, penalty, flapping, mute ? null : inhibition, published);
    }

    /** Counts a change from good to bad. */
    AlertState fallen(Onset onset, Problem problem, Instant now) {
        Penalty more = penalty.plusOne(now);
        boolean enters = flapping == null && more.suppresses();
        var flaps = enters ? new Flapping(onset, problem, false, false) : flapping;
        return new AlertState(phase, more, flaps, inhibition, published);
    }

    AlertState flapping(@Nullable Flapping next) {
        return new AlertState(phase, penalty, next, inhibition, published);
    }

    AlertState withPublished(@Nullable Published next) {
        return new AlertState(phase, penalty, flapping, inhibition, next);
    }

    /** The alert with its current inhibitor; if it has none any more, the grace time starts. */
    public AlertState withInhibitor(@Nullable String parent, Instant now) {
        if (phase instanceof Quiet && published == null) {
            return this;
        }
        if (parent != null) {
            return inhibitedAs(new Inhibition(parent, null));
        }
        return inhibition == null || inhibition.endedAt() != null
                ? this
                : inhibitedAs(new Inhibition(inhibition.by(), now));
    }

    AlertState release() {
        return inhibition == null ? this : inhibitedAs(null);
    }

    private AlertState inhibitedAs(@Nullable Inhibition next) {
        return Objects.equals(inhibition, next) ? this : new AlertState(phase, penalty, flapping, next, published);
    }

    @Nullable
    String inhibitedBy() {
        return inhibition == null ? null : inhibition.by();
    }

    /** The start of its hold: when it went bad, or the end of the grace time after its inhibitor, whichever is later. */
    Instant holdStart(Instant badSince) {
        if (inhibition == null || inhibition.endedAt() == null) {
            return badSince;
        }
        Instant free = inhibition.endedAt().plus(Rules.CONSEQUENCE_GRACE);
        return free.isAfter(badSince) ? free : badSince;
    }

    /** Returns whether it went bad again after its inhibitor had ended and the grace time was over. */
    boolean flapsOnItsOwn() {
        return flapping != null
                && inhibition != null
                && inhibition.endedAt() != null
                && !penalty.at().isBefore(inhibition.endedAt().plus(Rules.CONSEQUENCE_GRACE));
    }

    /** Returns whether its inhibitor has ended, so that it may soon be published without one. */
    boolean isInhibitorOver() {
        return inhibition != null && inhibition.endedAt() != null;
    }

    /** Returns whether it was published as inhibited and is not inhibited any more. */
    boolean isPublishedInhibited() {
        return published != null && published.inhibitedBy() != null && inhibition == null;
    }

    /** Returns whether it is bad as far as can be seen, published or not. */
    public boolean isBad() {
        return phase.isBad();
    }

    /** The start of the time that it has been bad without interruption; null if it is not bad or cannot be seen. */
    @Nullable
    public Instant badSince() {
        return phase.badSince();
    }

    /** Returns whether the end of the next scan may change it even if nothing else changes. */
    public boolean awaitsScanEnd() {
        return flapping != null
                || isInhibitorOver()
                || phase.match(
                        quiet -> published != null, pending -> true, firing -> published == null, clearing -> true);
    }

    /** Returns whether it holds nothing worth storing. */
    public boolean isForgettable(Instant now) {
        return phase instanceof Quiet && flapping == null && published == null && penalty.isForgotten(now);
    }
}
