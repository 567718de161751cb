package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.List;

/**
 * Finds the time since which a connection has been in a customer's scope without a break. What was before belonged to somebody
 * else, perhaps.
 */
final class ScopeSince {
    private final CustomerScope scope;

    /** Changes before that time are not known, so neither is whose connection it was. */
    private final Instant horizon;

    ScopeSince(CustomerScope scope, Instant horizon) {
        this.scope = scope;
        this.horizon = horizon;
    }

    /**
     * @param changes of the connection itself, oldest first
     * @param isAhead whether the view was read before a change, which is not known yet
     */
    Instant of(ConnectionView view, List<Transition> changes, boolean isAhead) {
        Instant since = horizon;
        boolean isIn = true;
        for (Transition it : changes) {
            ConnectionContext after = it.getContext();
            if (after == null) {
                continue;
            }
            boolean wasIn = isIn && isInBefore(it, after);
            isIn = scope.sees(after);
            if (!wasIn && it.getDetectedAt().isAfter(since)) {
                since = it.getDetectedAt();
            }
        }
        boolean isKnown = isIn && !isAhead;
        return isKnown || since.isAfter(view.getChangedAt()) ? since : view.getChangedAt();
    }

    private boolean isInBefore(Transition it, ConnectionContext after) {
        return it.getKind() == TransitionKind.CONNECTION_CREATED
                || scope.sees(ContextRewind.before(after, it.getChanges()));
    }
}
