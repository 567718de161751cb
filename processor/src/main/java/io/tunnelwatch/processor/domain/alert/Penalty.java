package io.tunnelwatch.processor.domain.alert;

import java.time.Duration;
import java.time.Instant;

/**
 * Points for how often an alert's subject has come and gone lately: each change to bad adds points, and time removes them. The
 * points are stored as of the last addition and not updated in between, so the number of scans changes nothing.
 *
 * @param at when it last went bad
 */
public record Penalty(double points, Instant at) {
    static final Penalty NONE = new Penalty(0, Instant.EPOCH);

    private static final double COST = 1_000;
    private static final double HALF_LIFE_MILLIS = Duration.ofMinutes(20).toMillis();

    /** Three falls in quick succession, or one every quarter of an hour for an hour. */
    private static final double SUPPRESSED_FROM = 2_000;

    /** Well below the other threshold, so that the next fall does not enter it again at once. */
    private static final double FREE_BELOW = 750;

    /** Bounds the points: however bad it was, an hour of calm is enough. */
    private static final double CEILING = 6_000;

    private static final double NEGLIGIBLE = 1;

    Penalty plusOne(Instant now) {
        return new Penalty(Math.min(CEILING, pointsAt(now) + COST), now);
    }

    boolean suppresses() {
        return points >= SUPPRESSED_FROM;
    }

    boolean frees(Instant now) {
        return pointsAt(now) < FREE_BELOW;
    }

    boolean isForgotten(Instant now) {
        return pointsAt(now) == 0;
    }

    /**
     * The points left now. StrictMath is fdlibm by definition: the same bits on every machine and Java; Math may be the
     * processor's own.
     */
    private double pointsAt(Instant now) {
        if (points == 0) {
            return 0;
        }
        double left = points * StrictMath.pow(2, -Duration.between(at, now).toMillis() / HALF_LIFE_MILLIS);
        return left < NEGLIGIBLE ? 0 : left;
    }
}
