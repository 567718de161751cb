package io.tunnelwatch.processor.domain.facet;

import java.time.Instant;

/** The reading of a facet, and when it was first seen so. */
public record FacetValue(Reading reading, Instant since) {
    public FacetState state() {
        return reading.state();
    }

    public FacetReason reason() {
        return reading.reason();
    }
}
