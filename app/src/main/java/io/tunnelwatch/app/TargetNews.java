package io.tunnelwatch.app;

import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What the last news of a target mean for whoever would retire it. */
final class TargetNews {
    /** So many past the look that was promised: with the one until then, as many as make a gap. */
    private static final int OVERDUE_INTERVALS = 2;

    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(10);

    private TargetNews() {}

    /** Whether more than enough time has gone by since the next look at it was due. */
    static boolean isOverdue(TargetView it, Instant now) {
        var some = Duration.ofMillis(it.getPollIntervalMillis()).multipliedBy(OVERDUE_INTERVALS);
        return now.isAfter(it.getNextPollDue().plus(some.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : some));
    }

    /**
     * Why it must not be retired by hand; nothing if it may be.
     *
     * @param named by the settings at hand
     */
    static Optional<String> objection(String target, TargetView it, Set<String> named, Instant now) {
        if (named.contains(target)) {
            return Optional.of("Setting targets names " + target
                    + ": take it out there, and the ingest process that reads it retires the target by itself.");
        }
        boolean isSilent = it.getFreshness() != null && it.getFreshness().getReason() == FacetReason.POLLER_SILENT;
        if (isSilent || isOverdue(it, now)) {
            return Optional.empty();
        }
        String group = it.getPolledBy().isEmpty() ? "an ingest process" : "the ingest group " + it.getPolledBy();
        return Optional.of(target + " is still polled: " + group + " looked at it at " + it.getJudgedAt()
                + ". Take it out of the setting targets there, and it is retired by itself; if nobody polls it any more, try"
                + " again in a few minutes.");
    }
}
