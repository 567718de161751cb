package io.tunnelwatch.processor.domain.facet;

/**
 * The state of a facet in one snapshot.
 *
 * @param raw the API's status string
 */
public record Reading(FacetState state, FacetReason reason, String raw) {
    public static final Reading UNSEEN = new Reading(FacetState.UNKNOWN, FacetReason.NOT_SEEN, "");

    /** Returns whether state or reason differ; another spelling of the same status is no change. */
    public boolean differsFrom(Reading other) {
        return state != other.state || reason != other.reason;
    }

    public boolean isUnseen() {
        return reason == FacetReason.NOT_SEEN;
    }
}
