package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.observation.Change;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One change.
 *
 * @param connection null for a change of the target itself
 * @param facetChange null for a change of the connection, not of a facet
 * @param notBefore last time it was seen unchanged
 * @param acrossGap whether the target was out of sight in between
 */
public record Transition(
        Kind kind,
        String id,
        Cause cause,
        @Nullable Connection connection,
        @Nullable FacetChange facetChange,
        Instant notBefore,
        List<Change> changes,
        boolean acrossGap)
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

    /**
     * The change of a facet, written {@code FacetChange.of(facet).from(value).to(value)}.
     *
     * @param from null when first seen
     * @param to null when the entity is gone
     */
    public record FacetChange(FacetId facet, @Nullable FacetValue from, @Nullable FacetValue to) {
        public static FacetChange of(FacetId facet) {
            return new FacetChange(facet, null, null);
        }

        public FacetChange from(@Nullable FacetValue value) {
            return new FacetChange(facet, value, to);
        }

        public FacetChange to(@Nullable FacetValue value) {
            return new FacetChange(facet, from, value);
        }
    }

    public Transition {
        changes = List.copyOf(changes);
    }

    @Override
    public String entity() {
        if (facetChange != null) {
            return facetChange.facet().entity();
        }
        return connection == null ? cause.target().toString() : connection.id();
    }

    @Override
    public <R> R match(Function<Transition, R> transition, Function<AlertStep, R> alertStep) {
        return transition.apply(this);
    }

    public @Nullable FacetId facet() {
        return facetChange == null ? null : facetChange.facet();
    }

    public @Nullable FacetValue from() {
        return facetChange == null ? null : facetChange.from();
    }

    public @Nullable FacetValue to() {
        return facetChange == null ? null : facetChange.to();
    }
}
