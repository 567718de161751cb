package io.tunnelwatch.processor.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change.
 *
 * @param connectionId null when it speaks of the target itself
 * @param facet null when it speaks of the connection, not of a facet
 * @param from null when first seen
 * @param to null when the entity is gone
 * @param notBefore last time it was seen as before
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

    /** What kind of change. The names stand in the topics. */
    public enum Kind {
        FIRST_SEEN,
        FACET_CHANGED,
        FACET_ENDED,
        CONNECTION_CREATED,
        CONNECTION_DELETED,
        CONFIGURATION_CHANGED,
        /** Of a facet or a connection: its target is not watched any more. */
        RETIRED
    }

    /**
     * One configured field that changed.
     *
     * @param path dotted; a tunnel's begins with its id
     */
    public record Change(String path, String before, String after) {}

    public Transition {
        changes = List.copyOf(changes);
    }

    /** The target was out of sight in between. */
    public boolean isAcrossGap() {
        return from != null && from.reading().isOutOfSight();
    }
}
