package io.tunnelwatch.processor.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * Where an alert is in its life. Being quiet is having no state. A legal move is a method on the state that may make it.
 */
public sealed interface AlertState {

    /** Bad, but not for long enough to tell anyone. */
    record Pending(Onset onset, int looks, Instant lastLook) implements AlertState {
        static Pending begin(Onset onset) {
            return new Pending(onset, 1, onset.since());
        }

        Pending seenBad(Instant now) {
            return now.isAfter(lastLook) ? new Pending(onset, looks + 1, now) : this;
        }

        boolean isBadForLongEnough(Duration hold, Instant now) {
            return looks >= Rules.LOOKS && !now.isBefore(onset.since().plus(hold));
        }

        Firing fire(Trouble trouble, Instant now) {
            return new Firing(onset, now, trouble);
        }
    }

    /** People know. */
    record Firing(Onset onset, Instant firedAt, Trouble trouble) implements AlertState {
        Firing changedTo(Trouble now) {
            return new Firing(onset, firedAt, now);
        }

        Clearing seenGood(Instant now) {
            return new Clearing(this, now, 1, now);
        }
    }

    /** Good again, but not for long enough to take the alert back. */
    record Clearing(Firing firing, Instant goodSince, int looks, Instant lastLook) implements AlertState {
        Clearing seenGood(Instant now) {
            return now.isAfter(lastLook) ? new Clearing(firing, goodSince, looks + 1, now) : this;
        }

        boolean isGoodForLongEnough(Duration keepFiring, Instant now) {
            return looks >= Rules.LOOKS && !now.isBefore(goodSince.plus(keepFiring));
        }

        Firing seenBad() {
            return firing;
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

    /** Whether time alone can move it. */
    default boolean isRunning() {
        return !(this instanceof Firing);
    }
}
