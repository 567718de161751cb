package io.tunnelwatch.processor.domain.facet;

/** The aspects of a tunnel, a connection or a target that can be up or down. */
public enum FacetKind {
    /** The negotiation of a tunnel or of a single-tunnel connection: IKE (phase 1), then IPsec (phase 2). */
    IPSEC,
    BGP,
    HEALTH_CHECK,
    /** Number of tunnels of a dual-tunnel connection that are up. */
    REDUNDANCY,
    /** Scans of a target: UP while they are complete. */
    FRESHNESS,
    /** The state of the connection, made of its other facets: whether traffic has a way through it. */
    SERVICE
}
