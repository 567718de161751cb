package io.tunnelwatch.sink.history;

import java.util.OptionalDouble;

/**
 * What can be said of one facet, or of many together, over a window. Times are milliseconds, summed over all facets counted;
 * what is in no state was not known.
 *
 * @param windowMillis length of the window, once for each facet counted
 * @param transitions changes of state or reason
 * @param outages that began in the window; being out of sight neither begins nor ends one
 * @param repaired outages that ended in the window
 * @param repairedMillis what these took, within the window
 * @param undetectedMillis by how much the beginnings of the outages may have been seen late, at most
 * @param flaps outages that mended by themselves within five minutes
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
        int flaps) {
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

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
                flaps + it.flaps);
    }

    /** The same over another length: for facets that followed one another in one place. */
    public Figures lasting(long millis) {
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
                flaps);
    }

    public long unknownMillis() {
        return windowMillis - upMillis - degradedMillis - downMillis - notConfiguredMillis;
    }

    /** Up, of the time in which it was known; nothing where it never was. What is switched off is neither up nor down. */
    public OptionalDouble availability() {
        return ratio((double) upMillis, (double) (upMillis + degradedMillis + downMillis));
    }

    /** Up or at least half up: with two tunnels, traffic had a way. */
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

    /** How long an outage stood before it was seen, on average and at most. */
    public OptionalDouble detectSeconds() {
        return ratio(undetectedMillis / 1000.0, outages);
    }

    private static OptionalDouble ratio(double part, double whole) {
        return whole <= 0 ? OptionalDouble.empty() : OptionalDouble.of(part / whole);
    }
}
