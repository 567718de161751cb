package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.FacetState;
import java.time.Duration;

/**
 * Computes the figures of a window from the intervals of one facet. Intervals are added oldest first; those outside the window
 * are ignored.
 */
public final class Tally {
    /** An alert that is held for a minute or two has barely fired by then. */
    private static final long FLAP_MILLIS = Duration.ofMinutes(5).toMillis();

    private final long start;
    private final long end;
    private final PlannedTime planned;
    private long up;
    private long degraded;
    private long down;
    private long notConfigured;
    private int transitions;
    private int outages;
    private int repaired;
    private long repairedMillis;
    private long undetectedMillis;
    private int flaps;
    private long plannedUp;
    private long plannedDegraded;
    private long plannedDown;
    private boolean isOut;
    private boolean beganHere;
    private long outMillis;

    public Tally(long start, long end) {
        this(start, end, PlannedTime.NONE);
    }

    public Tally(long start, long end, PlannedTime planned) {
        this.start = start;
        this.end = end;
        this.planned = planned;
    }

    /**
     * Adds an interval.
     *
     * @param to its end, or the time until which it is known to have lasted
     * @param notBefore lower bound of the change that began it
     * @param isFirst whether nothing was known before it, so that it did not begin with a change
     */
    public void add(FacetState state, long from, long to, long notBefore, boolean isFirst) {
        long within = Math.min(to, end) - Math.max(from, start);
        if (within < 0 || from >= end) {
            return;
        }
        boolean begins = from >= start;
        if (begins && !isFirst) {
            transitions++;
        }
        long withinPlanned = planned.within(Math.max(from, start), Math.min(to, end));
        switch (state) {
            case DOWN -> {
                down += within;
                plannedDown += withinPlanned;
                if (!isOut) {
                    isOut = true;
                    beganHere = begins;
                    outMillis = 0;
                    outages += begins ? 1 : 0;
                    undetectedMillis += begins ? Math.max(0, from - notBefore) : 0;
                }
                outMillis += within;
            }
            case UP -> {
                up += within;
                plannedUp += withinPlanned;
                mended();
            }
            case DEGRADED -> {
                degraded += within;
                plannedDegraded += withinPlanned;
                mended();
            }
            case NOT_CONFIGURED -> {
                notConfigured += within;
                mended();
            }
            case UNKNOWN -> {}
        }
    }

    private void mended() {
        if (isOut) {
            isOut = false;
            repaired++;
            repairedMillis += outMillis;
            flaps += beganHere && outMillis <= FLAP_MILLIS ? 1 : 0;
        }
    }

    public Figures figures() {
        return new Figures(
                end - start,
                up,
                degraded,
                down,
                notConfigured,
                transitions,
                outages,
                repaired,
                repairedMillis,
                undetectedMillis,
                flaps,
                new PlannedFigures(
                        planned.millis(), planned.afterwardsMillis(), plannedUp, plannedDegraded, plannedDown));
    }
}
