package io.tunnelwatch.processor.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an alert is in its life, told or not. A legal move is a method on the state that may make it. Looks move it at any
 * time; only the end of a whole scan makes it fire or be quiet again.
 */
public sealed interface AlertState {
    /** Something is wrong, or was until just now. */
    sealed interface Troubled extends AlertState {
        Onset onset();

        Trouble trouble();
    }

    /** Nothing is wrong, or it is not known. */
    record Quiet() implements AlertState {
        Pending seenBad(Onset onset, Trouble trouble) {
            return new Pending(onset, trouble, 0);
        }
    }

    /**
     * Bad, but not for long enough to tell anyone.
     *
     * @param looks whole scans that found it so
     */
    record Pending(Onset onset, Trouble trouble, int looks) implements Troubled {
        Pending seenBad(Trouble now) {
            return new Pending(onset, now, looks);
        }

        Quiet recovered() {
            return new Quiet();
        }

        Pending lookedAt() {
            return new Pending(onset, trouble, looks + 1);
        }

        Firing fire() {
            return new Firing(onset, trouble, onset.since());
        }
    }

    /**
     * Bad for long enough.
     *
     * @param badSince since when without a break; null while it cannot be seen
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

    /** Good again, but not for long enough to take the alert back. */
    record Clearing(Firing firing, Instant goodSince, int looks) implements Troubled {
        @Override
        public Onset onset() {
            return firing.onset();
        }

        @Override
        public Trouble trouble() {
            return firing.trouble();
        }

        Clearing lookedAt() {
            return new Clearing(firing, goodSince, looks + 1);
        }

        Quiet over() {
            return new Quiet();
        }

        boolean isGoodForLongEnough(Duration keepFiring, Instant now) {
            return looks >= Rules.LOOKS && !now.isBefore(goodSince.plus(keepFiring));
        }

        Firing seenBad(Trouble trouble, Instant now) {
            return new Firing(firing.onset(), trouble, now);
        }

        Firing unseen() {
            return firing.unseen();
        }
    }

    /**
     * How it began.
     *
     * @param since first seen bad
     * @param notBefore last seen good; the same as {@code since} if it never was
     * @param initial bad from the first look
     */
    record Onset(Instant since, Instant notBefore, boolean initial) {}

    /** What is wrong; a change of it is worth an update. */
    record Trouble(Severity severity, Reading reading) {
        boolean differsFrom(Trouble other) {
            return severity != other.severity || reading.differsFrom(other.reading);
        }
    }

    /** The alert itself, once it has been bad for long enough and until it was good for long enough; null before and after. */
    default @Nullable Firing standing() {
        if (this instanceof Clearing clearing) {
            return clearing.firing();
        }
        return this instanceof Firing firing ? firing : null;
    }
}
