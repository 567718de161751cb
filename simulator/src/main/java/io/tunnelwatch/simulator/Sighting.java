package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.story.Effect;
import io.tunnelwatch.simulator.story.Listing;
import java.time.Instant;

/**
 * An answered describe call. What it showed is not kept: it follows from the scenario and the instant.
 *
 * @param number counts answers since the simulator started
 * @param action the API's name for the call
 * @param at the instant whose state was shown
 * @param items how many connections were shown
 * @param total the TotalCount that was sent
 */
public record Sighting(
        long number,
        String account,
        String region,
        String action,
        Instant at,
        int pageNumber,
        int pageSize,
        int items,
        long total,
        Listing.Filter filter,
        Effect.Distortion distortion) {
    /** Returns whether this is a page of an unfiltered, undistorted listing, of which a complete scan consists. */
    boolean isPlainPage() {
        return action.equals("DescribeVpnConnections")
                && filter.equals(Listing.Filter.NONE)
                && distortion.equals(Effect.Distortion.NONE);
    }

    boolean isLastPage() {
        return (long) pageNumber * pageSize >= total;
    }
}
