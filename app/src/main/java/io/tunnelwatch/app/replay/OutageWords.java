package io.tunnelwatch.app.replay;

import io.tunnelwatch.app.console.Durations;
import io.tunnelwatch.app.replay.ToldOutage.Told;
import java.time.Duration;

/** The times of an outage in words. */
public final class OutageWords {
    private OutageWords() {}

    /** The length of the outage. */
    public static String lasted(ToldOutage it) {
        return it.until() == null ? "lasts" : words(Duration.between(it.since(), it.until()));
    }

    /** The time from the beginning of the outage to the first notice by one set of rules. */
    public static String told(ToldOutage it, Told told) {
        return told.first() == null ? "not told" : "after " + words(Duration.between(it.since(), told.first()));
    }

    /** The delay of a notice by the other rules. */
    public static String shifted(Duration later) {
        return words(later.abs()) + (later.isNegative() ? " earlier" : " later");
    }

    private static String words(Duration it) {
        return Durations.inWords(it.toSeconds());
    }
}
