package io.tunnelwatch.processor.domain;

/** What can be up or down about a tunnel, a connection or a target. */
public enum FacetKind {
    /** The negotiation ladder of a tunnel. */
    IPSEC,
    BGP,
    HEALTH_CHECK,
    /** How many of a dual-tunnel connection's tunnels stand. */
    REDUNDANCY,
    /** Whether a target can be seen at all. */
    FRESHNESS
}
