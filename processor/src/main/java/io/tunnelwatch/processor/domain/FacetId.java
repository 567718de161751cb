package io.tunnelwatch.processor.domain;

/**
 * Which facet of what.
 *
 * @param entity a tunnel's id, a connection's id, or a target
 */
public record FacetId(String entity, FacetKind kind) implements Comparable<FacetId> {
    @Override
    public int compareTo(FacetId other) {
        int byEntity = entity.compareTo(other.entity);
        return byEntity != 0 ? byEntity : kind.compareTo(other.kind);
    }

    /** It is in the ids of transitions, so it is spelled out: what a record makes up by itself is slow, and not promised. */
    @Override
    public String toString() {
        return "FacetId[entity=" + entity + ", kind=" + kind + "]";
    }
}
