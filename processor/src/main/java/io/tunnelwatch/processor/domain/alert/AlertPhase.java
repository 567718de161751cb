package io.tunnelwatch.processor.domain.alert;

import io.tunnelwatch.processor.domain.facet.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The phase of an alert, published or not. A legal move is a method on the phase that may make it. A snapshot starts or ends its
 * hold; the alert fires, or resolves after it has cleared, at the end of a complete scan.
 */
public sealed interface AlertPhase {
    /** Returns the result of the function for this phase. A new phase is a new parameter, so the compiler finds every user. */
    <R> R match(
            Function<Quiet, R> quiet,
            Function<Pending, R> pending,
            Function<Firing, R> firing,
            Function<Clearing, R> clearing);

    /** The phase with its problem, if there is one or was until just now. */
    default Optional<WithProblem> withProblem() {
        return match(quiet -> Optional.empty(), Optional::of, Optional::of, Optional::of);
    }

    /** The firing phase, from the moment the alert fires until it resolves; null before and after. */
    default @Nullable Firing firingOrClearing() {
        return match(quiet -> null, pending -> null, firing -> firing, Clearing::firing);
    }

    /** Returns whether it is bad as far as can be seen. */
    default boolean isBad() {
        return match(quiet -> false, pending -> true, firing -> true, clearing -> false);
    }

    /** The start of the time that it has been bad without interruption; null if it is not bad or cannot be seen. */
    default @Nullable Instant badSince() {
        return match(quiet -> null, pending -> pending.onset().since(), Firing::badSince, clearing -> null);
    }

    /** Something is wrong, or was until just now. */
    sealed interface WithProblem extends AlertPhase {
        Onset onset();

        Problem problem();
    }

    /** Nothing is wrong, or the state is unknown. */
    record Quiet() implements AlertPhase {
        Pending seenBad(Onset onset, Problem problem) {
            return new Pending(onset, problem, 0);
        }

        @Override
        public <R> R match(
                Function<Quiet, R> quiet,
                Function<Pending, R> pending,
                Function<Firing, R> firing,
                Function<Clearing, R> clearing) {
            return quiet.apply(this);
        }
    }

    /**
     * Bad, but not for long enough to fire.
     *
     * @param scans number of scans that ended while it was bad; of an alert about the target itself, failed ones count as well
     */
    record Pending(Onset onset, Problem problem, int scans) implements WithProblem {
        Pending seenBad(Problem now) {
            return new Pending(onset, now, scans);
        }

        Quiet recovered() {
            return new Quiet();
        }

        Pending scanned() {
            return new Pending(onset, problem, scans + 1);
        }

        public Firing fire() {
            return new Firing(onset, problem, onset.since());
        }

        @Override
        public <R> R match(
                Function<Quiet, R> quiet,
                Function<Pending, R> pending,
                Function<Firing, R> firing,
                Function<Clearing, R> clearing) {
            return pending.apply(this);
        }
    }

    /**
     * Bad for long enough.
     *
     * @param badSince start of the time bad without interruption; null while it cannot be seen
     */
    record Firing(Onset onset, Problem problem, @Nullable Instant badSince) implements WithProblem {
        Firing seenBad(Problem problem, Instant now) {
            return new Firing(onset, problem, badSince == null ? now : badSince);
        }

        Firing unseen() {
            return new Firing(onset, problem, null);
        }

        Clearing seenGood(Instant now) {
            return new Clearing(this, now, 0);
        }

        boolean isBadFor(Duration time, Instant now) {
            return badSince != null && !now.isBefore(badSince.plus(time));
        }

        @Override
        public <R> R match(
                Function<Quiet, R> quiet,
                Function<Pending, R> pending,
                Function<Firing, R> firing,
                Function<Clearing, R> clearing) {
            return firing.apply(this);
        }
    }

    /** Good again, but not for long enough to resolve. */
    record Clearing(Firing firing, Instant goodSince, int scans) implements WithProblem {
        @Override
        public Onset onset() {
            return firing.onset();
        }

        @Override
        public Problem problem() {
            return firing.problem();
        }

        Clearing scanned() {
            return new Clearing(firing, goodSince, scans + 1);
        }

        Quiet over() {
            return new Quiet();
        }

        boolean isGoodForLongEnough(Duration beforeResolving, Instant endBy) {
            return scans >= Rules.MIN_SCANS && !endBy.isBefore(goodSince.plus(beforeResolving));
        }

        Firing seenBad(Problem problem, Instant now) {
            return new Firing(firing.onset(), problem, now);
        }

        Firing unseen() {
            return firing.unseen();
        }

        @Override
        public <R> R match(
                Function<Quiet, R> quiet,
                Function<Pending, R> pending,
                Function<Firing, R> firing,
                Function<Clearing, R> clearing) {
            return clearing.apply(this);
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
    record Problem(Severity severity, Reading reading) {
        boolean differsFrom(Problem other) {
            return severity != other.severity || reading.differsFrom(other.reading);
        }
    }
}
