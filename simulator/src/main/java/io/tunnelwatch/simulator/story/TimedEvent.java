package io.tunnelwatch.simulator.story;

import java.util.Comparator;

/** Something at an instant of the timeline. */
record TimedEvent<E>(long millis, E what) {
    /** For stable sorting: events at one instant keep the order of their lines in the file. */
    static final Comparator<TimedEvent<?>> ORDER = Comparator.comparingLong(TimedEvent::millis);
}
