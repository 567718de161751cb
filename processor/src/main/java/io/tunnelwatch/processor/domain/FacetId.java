package io.tunnelwatch.processor.domain;

import java.util.Comparator;

/**
 * Which facet of what.
 *
 * @param entity a tunnel's id, a connection's id, or a target
 */
public record FacetId(String entity, FacetKind kind) implements Comparable<FacetId> {
    private static final Comparator<FacetId> ORDER =
            Comparator.comparing(FacetId::entity).thenComparing(FacetId::kind);

    @Override
    public int compareTo(FacetId other) {
        return ORDER.compare(this, other);
    }
}
