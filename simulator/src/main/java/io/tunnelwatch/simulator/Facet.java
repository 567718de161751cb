package io.tunnelwatch.simulator;

/** A property of a connection, or of one of its tunnels, that has a raw value. */
public enum Facet {
    STATUS,
    BGP,
    HEALTH,
    LIFECYCLE,
    /** A short digest that changes with the configuration, keys included. */
    CONFIGURATION
}
