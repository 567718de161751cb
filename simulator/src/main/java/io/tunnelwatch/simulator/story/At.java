package io.tunnelwatch.simulator.story;

import java.util.Comparator;

/** Something at an instant of the timeline. */
record At<E>(long millis, E what) {
    /** Sorting with it is stable: of events at one instant the later line comes later. */
    static final Comparator<At<?>> ORDER = Comparator.comparingLong(At::millis);
}
