package io.tunnelwatch.processor.domain;

/**
 * What one look said of a facet.
 *
 * @param raw the string that the API gave
 */
public record Reading(FacetState state, FacetReason reason, String raw) {
    static final Reading OUT_OF_SIGHT = new Reading(FacetState.UNKNOWN, FacetReason.NOT_SEEN, "");

    /** Another spelling of the same thing is no change. */
    boolean differsFrom(Reading other) {
        return state != other.state || reason != other.reason;
    }

    boolean isOutOfSight() {
        return reason == FacetReason.NOT_SEEN;
    }
}
