package io.tunnelwatch.app.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A fault of the world.
 *
 * @param at time since the world began
 * @param lasts its duration, if it has one; for a clock, by how much it is set
 */
record WorldFault(Duration at, Kind kind, int part, Duration lasts) {
    enum Kind {
        POLLER_CRASHES,
        POLLER_STUCK,
        POLLER_TAKES_OVER,
        POLLER_CLOCK,
        LOG_AWAY,
        COMMIT_LOST,
        COMMIT_UNNOTICED,
        CLOUD_FAILS,
        CLOUD_HIDES,
        PROCESSOR_CRASHES,
        PROCESSOR_STUCK,
        PROCESSOR_TORN,
        PROCESSOR_FORGETS,
        PROCESSOR_CLOCK,
        HISTORY_CRASHES,
        HISTORY_STUCK,
        HISTORY_FORGETS,
        PAGE_RESTARTS,
        PAGE_STUCK,
        PAGE_CLOCK
    }

    private static final List<Kind> KINDS = List.of(Kind.values());

    static List<WorldFault> draw(long seed, Duration until) {
        var random = new SplittableRandom(seed * 7919);
        var faults = new ArrayList<WorldFault>();
        long at = 0;
        int apart = 20 + random.nextInt(300);
        while (true) {
            at += 1 + random.nextLong(2L * apart);
            if (at >= until.toSeconds()) {
                return faults;
            }
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            long seconds =
                    switch (kind) {
                        case POLLER_CLOCK, PROCESSOR_CLOCK, PAGE_CLOCK -> random.nextLong(600) - 300;
                        default -> random.nextInt(4) == 0 ? random.nextLong(500) : random.nextLong(60);
                    };
            faults.add(new WorldFault(Duration.ofSeconds(at), kind, random.nextInt(2), Duration.ofSeconds(seconds)));
        }
    }
}
