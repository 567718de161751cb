package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The result of judging one observation.
 *
 * @param target the target's next state
 * @param changed connections whose state changed
 * @param deleted connections that no longer exist
 * @param nowAwaiting connections that await the end of the next scan: something is to be decided there
 * @param noLongerAwaiting connections with nothing left to decide then
 * @param groupAlerts all group alerts; empty if unchanged
 * @param events events to publish, in order
 * @param verdicts named reason of every decision, in order; not to publish has a reason too
 */
public record Decision(
        Optional<TargetState> target,
        SortedMap<String, ConnectionState> changed,
        SortedSet<String> deleted,
        SortedSet<String> nowAwaiting,
        SortedSet<String> noLongerAwaiting,
        Optional<SortedMap<AlertKey, GroupAlertState>> groupAlerts,
        List<Event> events,
        List<NotedVerdict> verdicts) {
    private static final SortedMap<String, ConnectionState> NO_STATES = Collections.emptySortedMap();
    private static final SortedSet<String> NOBODY = Collections.emptySortedSet();

    /**
     * A verdict and its subject.
     *
     * @param subject a connection, a tunnel, a gateway, or the target
     * @param rule rule of the alert concerned; null if there is none
     */
    public record NotedVerdict(Verdict verdict, String subject, @Nullable AlertRule rule) {}

    /** A decision that changes at most the target's own state, with its reason. */
    static Decision quiet(Optional<TargetState> target, NotedVerdict why) {
        return new Decision(target, NO_STATES, NOBODY, NOBODY, NOBODY, Optional.empty(), List.of(), List.of(why));
    }
}
