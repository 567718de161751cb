package io.tunnelwatch.sink.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An interval without its entity and facet.
 *
 * @param to null while it is open
 * @param notBefore lower bound of the change that began it
 */
public record TimelineInterval(FacetLabel label, Instant from, @Nullable Instant to, Instant notBefore) {
    /** The same interval, which ends no later than that time. */
    TimelineInterval until(Instant time) {
        return to == null || to.isAfter(time) ? new TimelineInterval(label, from, time, notBefore) : this;
    }
}
