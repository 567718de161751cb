package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The detector's state of a target. It is written with every observation, so nothing in it grows with the number of connections
 * or of those that are down: anything that grows is in {@link DetectorState}.
 *
 * @param lastOrder order of the last judged observation
 * @param now the target's time, as given by its observations
 * @param firstObservedAt time of its first observation
 * @param lastCompleteAt time of the last complete scan
 * @param digest sum of the content hashes of all its known connections
 * @param unseen whether a gap has made its connections' facets unknown
 * @param polledBy consumer group whose process polled last; empty if unknown
 * @param retiredAt when it was retired; nothing else is then known of it except how far it was judged
 * @param hasServiceFacet whether its connections have the facet SERVICE, which earlier versions did not read
 */
public record TargetState(
        Target target,
        Order lastOrder,
        Instant now,
        Instant firstObservedAt,
        @Nullable Instant lastCompleteAt,
        Duration pollInterval,
        int connectionCount,
        long digest,
        boolean unseen,
        @Nullable FacetValue freshness,
        AlertState staleAlert,
        String polledBy,
        @Nullable Instant retiredAt,
        boolean hasServiceFacet) {

    /** The state after an observation that changes nothing but the time. */
    TargetState after(Observation observation) {
        Instant later = observation.observedAt().isBefore(now) ? now : observation.observedAt();
        return new TargetState(
                target,
                observation.order(),
                later,
                firstObservedAt,
                lastCompleteAt,
                observation.pollInterval(),
                connectionCount,
                digest,
                unseen,
                freshness,
                staleAlert,
                poller(polledBy, observation),
                retiredAt,
                hasServiceFacet);
    }

    /** The consumer group whose process polled last. */
    static String poller(String before, Observation observation) {
        return observation.polledBy().isEmpty() ? before : observation.polledBy();
    }

    /** Returns whether it is retired: the next scan starts as if it had never been seen. */
    public boolean isRetired() {
        return retiredAt != null;
    }

    /** Returns whether so much time has passed without a complete scan that the state is unknown. */
    boolean isGapAt(Instant time) {
        Instant seen = lastCompleteAt == null ? firstObservedAt : lastCompleteAt;
        return Duration.between(seen, time).compareTo(Rules.staleAfter(pollInterval)) > 0;
    }
}
