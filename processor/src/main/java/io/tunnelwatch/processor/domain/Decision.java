package io.tunnelwatch.processor.domain;

import java.util.Collections;
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
 * @param attended connections that have something to decide when the next scan ends
 * @param left connections that have nothing more to decide then
 * @param groups alerts that speak for many, all there are; empty if they are as they were
 * @param events what the world is told, in order
 * @param verdicts the named reason of everything decided, in order; silence has reasons too
 */
public record Decision(
        Optional<TargetState> target,
        SortedMap<String, ConnectionState> changed,
        SortedSet<String> forgotten,
        SortedSet<String> attended,
        SortedSet<String> left,
        Optional<SortedMap<AlertKey, GroupState>> groups,
        List<Event> events,
        List<Finding> verdicts) {
    private static final SortedMap<String, ConnectionState> NO_STATES = Collections.emptySortedMap();
    private static final SortedSet<String> NOBODY = Collections.emptySortedSet();

    /**
     * A verdict and what it is about.
     *
     * @param about a connection, a tunnel, a gateway, or the target
     * @param rule of the alert that it is about; null when it is about none
     */
    public record Finding(Verdict verdict, String about, @Nullable AlertRule rule) {}

    /** Nothing changes but, perhaps, the target's own state; and why. */
    static Decision quiet(Optional<TargetState> target, Finding why) {
        return new Decision(target, NO_STATES, NOBODY, NOBODY, NOBODY, Optional.empty(), List.of(), List.of(why));
    }
}
