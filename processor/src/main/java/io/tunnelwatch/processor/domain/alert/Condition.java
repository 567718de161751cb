package io.tunnelwatch.processor.domain.alert;

import java.util.function.Function;

/** The condition of an alert's subject in one snapshot. */
public sealed interface Condition {
    /** Returns the result of the function for this condition. */
    <R> R match(Function<Good, R> good, Function<Bad, R> bad, Function<Unknown, R> unknown);

    /**
     * Nothing is wrong.
     *
     * @param declared whether something is wrong that the operator has declared normal
     */
    record Good(boolean declared) implements Condition {
        @Override
        public <R> R match(Function<Good, R> good, Function<Bad, R> bad, Function<Unknown, R> unknown) {
            return good.apply(this);
        }
    }

    /** Something is wrong. */
    record Bad(AlertPhase.Problem problem) implements Condition {
        @Override
        public <R> R match(Function<Good, R> good, Function<Bad, R> bad, Function<Unknown, R> unknown) {
            return bad.apply(this);
        }
    }

    /** The state is unknown, which is neither: holds start again, and a firing alert goes on firing. */
    record Unknown() implements Condition {
        @Override
        public <R> R match(Function<Good, R> good, Function<Bad, R> bad, Function<Unknown, R> unknown) {
            return unknown.apply(this);
        }
    }
}
