package io.tunnelwatch.sink.history;

import io.tunnelwatch.v1.FacetState;

/** Milliseconds in each state within one hour. Time in none of them was unknown. */
record HourSums(long hour, long up, long degraded, long down, long notConfigured, int transitions) {
    static final long HOUR = 3_600_000;

    static HourSums none(long hour) {
        return new HourSums(hour, 0, 0, 0, 0, 0);
    }

    static long hourOf(long millis) {
        return Math.floorDiv(millis, HOUR) * HOUR;
    }

    /** Adds the part of a span that lies in this hour. */
    HourSums with(FacetState state, long from, long to) {
        long millis = Math.max(0, Math.min(to, hour + HOUR) - Math.max(from, hour));
        return switch (state) {
            case UP -> new HourSums(hour, up + millis, degraded, down, notConfigured, transitions);
            case DEGRADED -> new HourSums(hour, up, degraded + millis, down, notConfigured, transitions);
            case DOWN -> new HourSums(hour, up, degraded, down + millis, notConfigured, transitions);
            case NOT_CONFIGURED -> new HourSums(hour, up, degraded, down, notConfigured + millis, transitions);
            case UNKNOWN -> this;
        };
    }

    HourSums withTransition() {
        return new HourSums(hour, up, degraded, down, notConfigured, transitions + 1);
    }

    long known() {
        return up + degraded + down + notConfigured;
    }
}
