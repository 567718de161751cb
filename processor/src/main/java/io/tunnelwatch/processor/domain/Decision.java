package io.tunnelwatch.processor.domain;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What follows from one observation.
 *
 * @param target the target's next state
 * @param changed connections whose state changed
 * @param forgotten connections that are gone
 * @param events what the world is told, in order
 * @param verdicts the named reason of everything decided, in order; silence has reasons too
 */
public record Decision(
        Optional<TargetState> target,
        SortedMap<String, ConnectionState> changed,
        SortedSet<String> forgotten,
        List<Event> events,
        List<Finding> verdicts) {

    /** A verdict and what it is about. */
    public record Finding(Verdict verdict, String about) {}
}
