package io.tunnelwatch.processor.domain;

import java.time.Instant;

/** What a facet is, and the first time it was seen so. */
public record FacetValue(Reading reading, Instant since) {
    public FacetState state() {
        return reading.state();
    }

    public FacetReason reason() {
        return reading.reason();
    }
}
