package io.tunnelwatch.processor.domain.facet;

/** The state of a facet. UNKNOWN means that it could not be seen: never that it is down, never that it recovered. */
public enum FacetState {
    UNKNOWN,
    UP,
    DEGRADED,
    DOWN,
    NOT_CONFIGURED
}
