package io.tunnelwatch.processor.domain.alert;

/** The condition of an alert's subject in one snapshot. */
public sealed interface Condition {
    /**
     * Nothing is wrong.
     *
     * @param declared whether something is wrong that the operator has declared normal
     */
    record Good(boolean declared) implements Condition {}

    /** Something is wrong. */
    record Bad(AlertState.Trouble trouble) implements Condition {}

    /** The state is unknown, which is neither: clocks start again, and a firing alert goes on firing. */
    record Unknown() implements Condition {}
}
