package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.AlertState.Clearing;
import io.tunnelwatch.processor.domain.AlertState.Firing;
import io.tunnelwatch.processor.domain.AlertState.Onset;
import io.tunnelwatch.processor.domain.AlertState.Pending;
import io.tunnelwatch.processor.domain.AlertState.Quiet;
import io.tunnelwatch.processor.domain.AlertState.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the detector remembers of an alert: its life, how restless it is, who speaks for it, and what the world has been told.
 *
 * @param flapping null while it is calm
 * @param inhibition null while it speaks for itself
 * @param told null while nothing stands on the topic
 */
public record Alert(
        AlertState state,
        Penalty penalty,
        @Nullable Flapping flapping,
        @Nullable Inhibition inhibition,
        @Nullable Told told) {
    static final Alert NEW = new Alert(new Quiet(), Penalty.NONE, null, null, null);

    /**
     * It comes and goes too often to be told each time.
     *
     * @param announced that it flaps was told
     * @param toldDown that it is down for good all the same was told; once is enough
     */
    public record Flapping(Onset onset, Trouble trouble, boolean announced, boolean toldDown) {}

    /**
     * Another alert speaks for this one.
     *
     * @param by its fingerprint
     * @param endedAt when that one was over; it goes on being silent for a while then. Null while that one stands
     */
    public record Inhibition(String by, @Nullable Instant endedAt) {}

    /**
     * The alert as it stands on the topic.
     *
     * @param inhibitedBy the fingerprint of the one that speaks for it
     * @param spoke whether it ever stood there without being inhibited: then someone may have been called
     */
    public record Told(
            Instant firedAt,
            Onset onset,
            Trouble trouble,
            @Nullable String inhibitedBy,
            boolean spoke,
            List<String> members) {
        public Told {
            members = List.copyOf(members);
        }

        /** Taken back aloud if it ever spoke, so that each page has its resolve; in silence if it never did. */
        Told takenBack() {
            return spoke ? new Told(firedAt, onset, trouble, null, true, members) : this;
        }

        Told with(List<String> others) {
            return new Told(firedAt, onset, trouble, inhibitedBy, spoke, others);
        }
    }

    /** Nobody speaks for what has nothing to say. */
    Alert in(AlertState next) {
        boolean mute = next instanceof Quiet && told == null;
        return new Alert(next, penalty, flapping, mute ? null : inhibition, told);
    }

    /** It went from good to bad. */
    Alert fallen(Onset onset, Trouble trouble, Instant now) {
        Penalty more = penalty.plusOne(now);
        boolean enters = flapping == null && more.suppresses();
        var flaps = enters ? new Flapping(onset, trouble, false, false) : flapping;
        return new Alert(state, more, flaps, inhibition, told);
    }

    Alert flapping(@Nullable Flapping next) {
        return new Alert(state, penalty, next, inhibition, told);
    }

    Alert telling(@Nullable Told next) {
        return new Alert(state, penalty, flapping, inhibition, next);
    }

    /** Knowing who speaks for it now, if anyone does. */
    Alert under(@Nullable String parent, Instant now) {
        if (state instanceof Quiet && told == null) {
            return this;
        }
        if (parent != null) {
            return inhibitedAs(new Inhibition(parent, null));
        }
        return inhibition == null || inhibition.endedAt() != null
                ? this
                : inhibitedAs(new Inhibition(inhibition.by(), now));
    }

    Alert free() {
        return inhibition == null ? this : inhibitedAs(null);
    }

    private Alert inhibitedAs(@Nullable Inhibition next) {
        return Objects.equals(inhibition, next) ? this : new Alert(state, penalty, flapping, next, told);
    }

    @Nullable
    String inhibitedBy() {
        return inhibition == null ? null : inhibition.by();
    }

    /** When its clock began: when it went bad, or some time after the alert that spoke for it was over. */
    Instant clock(Instant badSince) {
        if (inhibition == null || inhibition.endedAt() == null) {
            return badSince;
        }
        Instant free = inhibition.endedAt().plus(Rules.GRACE);
        return free.isAfter(badSince) ? free : badSince;
    }

    /** Whether it goes on coming and going, though whoever spoke for it is over and it has had time to settle. */
    boolean flapsOnItsOwn() {
        return flapping != null
                && inhibition != null
                && inhibition.endedAt() != null
                && !penalty.at().isBefore(inhibition.endedAt().plus(Rules.GRACE));
    }

    /** Whether a parent of it has ended, and it may speak for itself before long. */
    boolean isLeftAlone() {
        return inhibition != null && inhibition.endedAt() != null;
    }

    /** Whether what stands was said under another alert, which does not speak for it any more. */
    boolean wasOnlyWhispered() {
        return told != null && told.inhibitedBy() != null && inhibition == null;
    }

    /** Whether it is bad as far as can be seen, told or not. */
    boolean isBad() {
        return state instanceof Pending || state instanceof Firing;
    }

    /** Since when it is bad without a break; null when it is not, or cannot be seen. */
    @Nullable
    Instant badSince() {
        if (state instanceof Pending pending) {
            return pending.onset().since();
        }
        return state instanceof Firing firing ? firing.badSince() : null;
    }

    /** Whether the end of the next scan may move it, though nothing changes. */
    boolean isRunning() {
        return flapping != null
                || state instanceof Pending
                || state instanceof Clearing
                || isLeftAlone()
                || (told == null) != (state instanceof Quiet);
    }

    /** Whether there is nothing in it worth keeping. */
    boolean isForgettable(Instant now) {
        return state instanceof Quiet && flapping == null && told == null && penalty.isForgotten(now);
    }
}
