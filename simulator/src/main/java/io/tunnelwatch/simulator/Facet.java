package io.tunnelwatch.simulator;

/** What of a connection or of one of its tunnels has a raw value. */
public enum Facet {
    STATUS,
    BGP,
    HEALTH,
    LIFECYCLE,
    /** A short digest that changes with the configuration, keys included. */
    CONFIGURATION
}
