package io.tunnelwatch.notify.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The pause before the next attempt: twice as long each time up to a limit, with jitter, and never shorter than was asked for. */
final class RetryPauses {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final double JITTER = 0.2;

    /** A receiver that asks for more than this is taken for one that does not know what it says. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private static final int MOST_DOUBLINGS = 20;

    private final Duration longest;
    private final RandomGenerator random;

    RetryPauses(Duration longest, RandomGenerator random) {
        this.longest = longest;
        this.random = random;
    }

    /** @param failures in a row, from 1 */
    Duration after(int failures, Optional<Duration> asked) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration usual = least(doubled, longest);
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        Duration jittered = Duration.ofMillis((long) (usual.toMillis() * factor));
        Duration wanted = least(asked.orElse(Duration.ZERO), LONGEST_ASKED);
        return wanted.compareTo(jittered) > 0 ? wanted : jittered;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
