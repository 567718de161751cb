package io.tunnelwatch.processor.domain;

/** What a look says of one alert's subject. */
sealed interface Condition {
    /** Nothing is wrong. */
    record Good() implements Condition {}

    /** Something is. */
    record Bad(AlertState.Trouble trouble) implements Condition {}

    /** It cannot be told, which is neither: clocks start anew, and what fires goes on firing. */
    record Untold() implements Condition {}
}
