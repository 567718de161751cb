package io.tunnelwatch.processor.domain;

import java.util.function.Function;

/** An event to publish. */
public sealed interface Event permits Transition, AlertStep {
    /** Returns the result of the function for this event. */
    <R> R match(Function<Transition, R> transition, Function<AlertStep, R> alertStep);
}
