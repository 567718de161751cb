package io.tunnelwatch.processor.domain;

/** What a look says of one alert's subject. */
sealed interface Condition {
    /**
     * Nothing is wrong.
     *
     * @param declared something is, but the operator has declared it normal
     */
    record Good(boolean declared) implements Condition {}

    /** Something is. */
    record Bad(AlertState.Trouble trouble) implements Condition {}

    /** It cannot be told, which is neither: clocks start anew, and what fires goes on firing. */
    record Untold() implements Condition {}
}
