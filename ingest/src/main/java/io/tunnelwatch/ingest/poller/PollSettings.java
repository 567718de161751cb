package io.tunnelwatch.ingest.poller;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a target is looked at.
 *
 * @param keyScanEvery how often everything is told, changed or not: what was lost on the way is mended by then
 */
public record PollSettings(Duration interval, Duration keyScanEvery) {
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 6;

    /** The interval at first, then doubling to five minutes at most; spread, so that targets do not come back as one. */
    Duration backOff(int failuresBefore) {
        long doubled = interval.toMillis() << Math.min(failuresBefore, MOST_DOUBLINGS);
        long most = Math.max(interval.toMillis(), Math.min(doubled, LONGEST_BACK_OFF.toMillis()));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most * 3 / 4, most + 1));
    }
}
