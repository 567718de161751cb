package io.tunnelwatch.processor.domain.facet;

/**
 * A facet of an entity.
 *
 * @param entity a tunnel's id, a connection's id, or a target
 */
public record FacetId(String entity, FacetKind kind) implements Comparable<FacetId> {
    @Override
    public int compareTo(FacetId other) {
        int byEntity = entity.compareTo(other.entity);
        return byEntity != 0 ? byEntity : kind.compareTo(other.kind);
    }

    /** Spelled out because the ids of transitions contain it: a record's default is slow, and its format is not guaranteed. */
    @Override
    public String toString() {
        return "FacetId[entity=" + entity + ", kind=" + kind + "]";
    }
}
