package io.tunnelwatch.processor.domain;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

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

    /**
     * A verdict and what it is about.
     *
     * @param about a connection, a tunnel, a gateway, or the target
     * @param rule of the alert that it is about; null when it is about none
     */
    public record Finding(Verdict verdict, String about, @Nullable AlertRule rule) {}
}
