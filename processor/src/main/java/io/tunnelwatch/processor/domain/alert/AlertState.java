package io.tunnelwatch.processor.domain.alert;

import io.tunnelwatch.processor.domain.facet.Reading;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The phase of an alert, published or not. A legal move is a method on the state that may make it. Snapshots move it at any
 * time; only the end of a complete scan makes it fire or resolve.
 */
public sealed interface AlertState {
    /** Something is wrong, or was until just now. */
    sealed interface Troubled extends AlertState {
        Onset onset();

        Trouble trouble();
    }

    /** Nothing is wrong, or the state is unknown. */
    record Quiet() implements AlertState {
        Pending seenBad(Onset onset, Trouble trouble) {
            return new Pending(onset, trouble, 0);
        }
    }

    /**
     * Bad, but not for long enough to fire.
     *
     * @param scans number of complete scans that found it bad
     */
    record Pending(Onset onset, Trouble trouble, int scans) implements Troubled {
        Pending seenBad(Trouble now) {
            return new Pending(onset, now, scans);
        }

        Quiet recovered() {
            return new Quiet();
        }

        Pending scanned() {
            return new Pending(onset, trouble, scans + 1);
        }

        public Firing fire() {
            return new Firing(onset, trouble, onset.since());
        }
    }

    /**
     * Bad for long enough.
     *
     * @param badSince start of the time bad without interruption; null while it cannot be seen
     */
    record Firing(Onset onset, Trouble trouble, @Nullable Instant badSince) implements Troubled {
        Firing seenBad(Trouble trouble, Instant now) {
            return new Firing(onset, trouble, badSince == null ? now : badSince);
        }

        Firing unseen() {
            return new Firing(onset, trouble, null);
        }

        Clearing seenGood(Instant now) {
            return new Clearing(this, now, 0);
        }

        boolean isBadFor(Duration time, Instant now) {
            return badSince != null && !now.isBefore(badSince.plus(time));
        }
    }

    /** Good again, but not for long enough to resolve. */
    record Clearing(Firing firing, Instant goodSince, int scans) implements Troubled {
        @Override
        public Onset onset() {
            return firing.onset();
        }

        @Override
        public Trouble trouble() {
            return firing.trouble();
        }

        Clearing scanned() {
            return new Clearing(firing, goodSince, scans + 1);
        }

        Quiet over() {
            return new Quiet();
        }

        boolean isGoodForLongEnough(Duration keepFiring, Instant now) {
            return scans >= Rules.MIN_SCANS && !now.isBefore(goodSince.plus(keepFiring));
        }

        Firing seenBad(Trouble trouble, Instant now) {
            return new Firing(firing.onset(), trouble, now);
        }

        Firing unseen() {
            return firing.unseen();
        }
    }

    /**
     * The beginning of a problem.
     *
     * @param since when it was first seen bad
     * @param notBefore when it was last seen good; equal to {@code since} if it never was
     * @param initial whether it was bad when first seen
     */
    record Onset(Instant since, Instant notBefore, boolean initial) {}

    /** The problem; a change of it is published as an update. */
    record Trouble(Severity severity, Reading reading) {
        boolean differsFrom(Trouble other) {
            return severity != other.severity || reading.differsFrom(other.reading);
        }
    }

    /** The firing alert, from the moment it fires until it resolves; null before and after. */
    default @Nullable Firing standing() {
        if (this instanceof Clearing clearing) {
            return clearing.firing();
        }
        return this instanceof Firing firing ? firing : null;
    }
}
