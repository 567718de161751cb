package io.tunnelwatch.sink.metrics;

import java.time.Duration;

/** The windows of the availability metrics, which end with the scrape. */
enum AvailabilityWindow {
    HOUR("1h", Duration.ofHours(1)),
    DAY("1d", Duration.ofDays(1));

    static final Duration LONGEST = DAY.length;

    private final String label;
    private final Duration length;

    AvailabilityWindow(String label, Duration length) {
        this.label = label;
        this.length = length;
    }

    String label() {
        return label;
    }

    Duration length() {
        return length;
    }
}
