package io.tunnelwatch.processor.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the detector remembers of a target. It is written with every observation, so nothing in it grows with the number of
 * connections or of those that are down: what does is in {@link Memory}.
 *
 * @param last the order of the last observation taken in
 * @param now the time that the target's observations have brought
 * @param began when it was first heard of
 * @param lastComplete when it was last listed as a whole
 * @param digest sum of the content hashes of all its connections, as told
 * @param outOfSight its connections' facets were made unknown by a gap
 * @param polledBy the group of pollers that looked last; empty where nobody said
 * @param retiredAt since when it is not watched; nothing else is known of it then but how far it was judged
 */
public record TargetState(
        Target target,
        Order last,
        Instant now,
        Instant began,
        @Nullable Instant lastComplete,
        Duration pollInterval,
        int connections,
        long digest,
        boolean outOfSight,
        @Nullable FacetValue freshness,
        Alert stale,
        String polledBy,
        @Nullable Instant retiredAt) {

    /** With nothing new but that time went on. */
    TargetState after(Observation observation) {
        Instant later = observation.observedAt().isBefore(now) ? now : observation.observedAt();
        return new TargetState(
                target,
                observation.order(),
                later,
                began,
                lastComplete,
                observation.pollInterval(),
                connections,
                digest,
                outOfSight,
                freshness,
                stale,
                poller(polledBy, observation),
                retiredAt);
    }

    /** Whoever said last that he looked. */
    static String poller(String before, Observation observation) {
        return observation.polledBy().isEmpty() ? before : observation.polledBy();
    }

    /** Whether it is not watched: whoever looks at it again begins as if it had never been seen. */
    public boolean isRetired() {
        return retiredAt != null;
    }

    /** Whether so much time has gone by without a complete scan that nothing is known any more. */
    boolean isGapAt(Instant time) {
        Instant seen = lastComplete == null ? began : lastComplete;
        return Duration.between(seen, time).compareTo(Rules.patience(pollInterval)) > 0;
    }
}
