package io.tunnelwatch.sink.model;

import java.util.OptionalDouble;

/**
 * Availability figures of one facet, or the sum of many, over a window. Times are milliseconds, summed over the facets; time in
 * none of the states was unknown.
 *
 * @param windowMillis length of the window times the number of facets
 * @param transitions changes of state or reason
 * @param outages outages that began in the window; a gap neither begins nor ends one
 * @param repaired outages that ended in the window
 * @param repairedMillis how long the repaired outages lasted, within the window
 * @param undetectedMillis upper bound of the detection delay, summed over the outages
 * @param flaps outages that began in the window and ended within five minutes
 * @param planned the part of these times in which maintenance was planned
 */
public record Figures(
        long windowMillis,
        long upMillis,
        long degradedMillis,
        long downMillis,
        long notConfiguredMillis,
        int transitions,
        int outages,
        int repaired,
        long repairedMillis,
        long undetectedMillis,
        int flaps,
        PlannedFigures planned) {
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, PlannedFigures.NONE);

    public Figures plus(Figures it) {
        return new Figures(
                windowMillis + it.windowMillis,
                upMillis + it.upMillis,
                degradedMillis + it.degradedMillis,
                downMillis + it.downMillis,
                notConfiguredMillis + it.notConfiguredMillis,
                transitions + it.transitions,
                outages + it.outages,
                repaired + it.repaired,
                repairedMillis + it.repairedMillis,
                undetectedMillis + it.undetectedMillis,
                flaps + it.flaps,
                planned.plus(it.planned));
    }

    /** The same figures over another window length, for facets of one entity that replaced one another. */
    public Figures lasting(long millis, PlannedTime time) {
        return new Figures(
                millis,
                upMillis,
                degradedMillis,
                downMillis,
                notConfiguredMillis,
                transitions,
                outages,
                repaired,
                repairedMillis,
                undetectedMillis,
                flaps,
                planned.within(time));
    }

    public long unknownMillis() {
        return windowMillis - upMillis - degradedMillis - downMillis - notConfiguredMillis;
    }

    /** Share of the known time that was up; empty if nothing was known. Time switched off counts as neither up nor down. */
    public OptionalDouble availability() {
        return ratio((double) upMillis, (double) (upMillis + degradedMillis + downMillis));
    }

    /** The same share of the known time outside planned time, which counts as neither up nor down; empty if there was none. */
    public OptionalDouble availabilityOutsidePlanned() {
        long known = upMillis + degradedMillis + downMillis;
        return ratio((double) (upMillis - planned.upMillis()), (double) (known - planned.knownMillis()));
    }

    /** Share of the known time that was up or degraded: with two tunnels, traffic still had a path. */
    public OptionalDouble reachability() {
        return ratio((double) (upMillis + degradedMillis), (double) (upMillis + degradedMillis + downMillis));
    }

    /** Share of the window in which the state was known. */
    public double coverage() {
        return windowMillis == 0 ? 0 : (windowMillis - unknownMillis()) / (double) windowMillis;
    }

    /** Mean time to repair. */
    public OptionalDouble repairSeconds() {
        return ratio(repairedMillis / 1000.0, repaired);
    }

    /** Mean time between failures: time in service for each outage. */
    public OptionalDouble betweenFailuresSeconds() {
        return ratio((upMillis + degradedMillis) / 1000.0, outages);
    }

    /** Mean time to detect: an upper bound, averaged over the outages. */
    public OptionalDouble detectSeconds() {
        return ratio(undetectedMillis / 1000.0, outages);
    }

    private static OptionalDouble ratio(double part, double whole) {
        return whole <= 0 ? OptionalDouble.empty() : OptionalDouble.of(part / whole);
    }
}
