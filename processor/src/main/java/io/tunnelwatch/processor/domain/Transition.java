package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One change.
 *
 * @param connectionId null for a change of the target itself
 * @param facet null for a change of the connection, not of a facet
 * @param from null when first seen
 * @param to null when the entity is gone
 * @param notBefore last time it was seen unchanged
 */
public record Transition(
        Kind kind,
        String id,
        Target target,
        Order order,
        @Nullable String connectionId,
        @Nullable FacetId facet,
        @Nullable FacetValue from,
        @Nullable FacetValue to,
        Instant notBefore,
        Instant detectedAt,
        @Nullable Context context,
        List<Change> changes)
        implements Event {

    /** The kind of change. The names are public: topics contain them. */
    public enum Kind {
        FIRST_SEEN,
        FACET_CHANGED,
        FACET_ENDED,
        CONNECTION_CREATED,
        CONNECTION_DELETED,
        CONFIGURATION_CHANGED,
        /** The target of the facet or connection is no longer watched. */
        RETIRED
    }

    public Transition {
        changes = List.copyOf(changes);
    }

    @Override
    public <R> R match(Function<Transition, R> transition, Function<AlertStep, R> alertStep) {
        return transition.apply(this);
    }

    /** Returns whether the target was out of sight in between. */
    public boolean isAcrossGap() {
        return from != null && from.reading().isOutOfSight();
    }
}
