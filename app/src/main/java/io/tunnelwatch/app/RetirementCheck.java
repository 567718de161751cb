package io.tunnelwatch.app;

import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Decides from a target's latest state whether it may be retired by hand. */
final class RetirementCheck {
    /** Poll intervals after the scan that was announced: with the interval before it they make a gap. */
    private static final int OVERDUE_INTERVALS = 2;

    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(10);

    private RetirementCheck() {}

    /** Returns whether the next scan of the target is well overdue. */
    static boolean isOverdue(TargetView it, Instant now) {
        var some = Duration.ofMillis(it.getPollIntervalMillis()).multipliedBy(OVERDUE_INTERVALS);
        return now.isAfter(it.getNextPollDue().plus(some.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : some));
    }

    /**
     * Why the target must not be retired by hand; empty if it may be.
     *
     * @param named targets that the settings at hand name
     */
    static Optional<String> objection(String target, TargetView it, Set<String> named, Instant now) {
        if (named.contains(target)) {
            return Optional.of("Setting targets contains " + target
                    + ": remove it there, and the ingest process that reads the setting retires the target.");
        }
        boolean isSilent = it.getFreshness() != null && it.getFreshness().getReason() == FacetReason.POLLER_SILENT;
        if (isSilent || isOverdue(it, now)) {
            return Optional.empty();
        }
        String group = it.getPolledBy().isEmpty() ? "an ingest process" : "the ingest group " + it.getPolledBy();
        return Optional.of(target + " is still polled: " + group + " scanned it at " + it.getJudgedAt()
                + ". Remove it from the setting targets there, and it is retired automatically; if nobody polls it any"
                + " more, try again in a few minutes.");
    }
}
