package io.tunnelwatch.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change as two consecutive complete listings of a target showed it. A change that came and went between them is not one.
 *
 * @param lastSeenBefore when a listing last showed {@code from}
 * @param seenAt when one first showed {@code to}
 */
public record SeenChange(
        Point point, @Nullable String from, @Nullable String to, Instant lastSeenBefore, Instant seenAt) {}
