package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An event to publish. */
public sealed interface Event permits Transition, AlertStep {
    /**
     * The observation that caused an event.
     *
     * @param at the target's time
     */
    record Cause(Target target, Order order, Instant at) {}

    /** The connection that an event is about. */
    record Connection(String id, Context context) {
        static Connection of(Snapshot snapshot) {
            return new Connection(snapshot.connectionId(), snapshot.context());
        }
    }

    /** The id of the event, the same on every replay. */
    String id();

    Cause cause();

    /** The connection that it is about; null if it is about the target, or if it is a group alert. */
    @Nullable
    Connection connection();

    /** The subject of the event: a connection, a tunnel, a gateway or the target. */
    String entity();

    /** Returns the result of the function for this event. */
    <R> R match(Function<Transition, R> transition, Function<AlertStep, R> alertStep);

    default @Nullable String connectionId() {
        Connection connection = connection();
        return connection == null ? null : connection.id();
    }
}
