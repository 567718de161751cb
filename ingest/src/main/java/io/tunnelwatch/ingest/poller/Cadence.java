package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Decides when to scan a target again. */
final class Cadence {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    /** Quotas are counted by the minute, and a target that is scanned less often is not really watched. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Bound of the exponent: so many doublings exceed every longest pause. */
    private static final int MOST_DOUBLINGS = 16;

    private final Duration interval;
    private final Instant anchor;
    private final RandomGenerator random;
    private int failures;
    private int uncommitted;

    /** @param anchor time of the first scan; regular scans are whole intervals after it, however long a scan takes */
    Cadence(Duration interval, Instant anchor, RandomGenerator random) {
        this.interval = interval;
        this.anchor = anchor;
        this.random = random;
    }

    Instant anchor() {
        return anchor;
    }

    Instant next(Instant now, Scan scan) {
        if (scan instanceof FailedScan failed) {
            failures++;
            return now.plus(backOff(failed));
        }
        failures = 0;
        long intervals = Math.floorDiv(Duration.between(anchor, now).toMillis(), interval.toMillis()) + 1;
        return anchor.plus(interval.multipliedBy(intervals));
    }

    /** Time of the next scan after one that could not be published: soon, because until then nobody sees this target. */
    Instant retry(Instant now) {
        uncommitted++;
        return now.plus(spread(least(doubled(FIRST_RETRY, uncommitted), interval), 0.75, 1.25));
    }

    void committed() {
        uncommitted = 0;
    }

    private Duration backOff(FailedScan failed) {
        Duration own =
                switch (failed.failureClass()) {
                    // The quota is shared with all other tools of the account: make room.
                    case THROTTLED -> least(doubled(interval, failures), longest());
                    // An operator has to act: calling more often does not help, and calling less often notices the fix
                    // later.
                    case DENIED, CREDENTIALS -> interval;
                    case UNKNOWN, NETWORK, SERVER, MALFORMED, INCONSISTENT -> quick();
                };
        // A pause that the cloud asks for is kept, up to the longest; if it asks for little again and again, our own
        // back-off applies.
        return failed.retryAfter()
                .map(asked -> spread(greatest(least(asked, longest()), quick()), 1.0, 1.2))
                .orElseGet(() -> spread(own, 0.75, 1.25));
    }

    private Duration quick() {
        return least(doubled(FIRST_RETRY, failures), interval);
    }

    private Duration longest() {
        return interval.compareTo(LONGEST) > 0 ? interval : LONGEST;
    }

    private static Duration doubled(Duration first, int times) {
        return first.multipliedBy(1L << Math.min(times - 1, MOST_DOUBLINGS));
    }

    private Duration spread(Duration duration, double from, double to) {
        return Duration.ofMillis((long) (duration.toMillis() * (from + (to - from) * random.nextDouble())));
    }

    private static Duration greatest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
