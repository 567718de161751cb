package io.tunnelwatch.ingest;

import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Targets that the processor still judges, but that no setting of this group names any more.
 *
 * @param own targets last polled by this group, which must retire them
 * @param nobodys targets that nobody polls now and whose last poller is unknown: an operator must decide
 */
record UnconfiguredTargets(List<TargetView> own, List<TargetView> nobodys) {
    /** By then, a process that was just given the target, by settings not read here yet, has scanned it. */
    private static final int SETTLED_INTERVALS = 2;

    private static final Duration SETTLED = Duration.ofMinutes(1);

    /** The number of missed intervals that makes a gap. */
    private static final int SILENT_INTERVALS = 3;

    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(30);

    /**
     * Selects them.
     *
     * @param mine whether this process writes the target's partition; only its owner knows the settings for it
     * @param named targets in the settings
     */
    static UnconfiguredTargets of(
            Collection<TargetView> views, Predicate<String> mine, Set<String> named, String group, Instant now) {
        var departed = views.stream()
                // Imported history has a negative epoch and was never polled.
                .filter(it -> it.getRetiredAt() == null && it.getOrder().getEpoch() >= 0)
                .filter(it -> mine.test(name(it)) && !named.contains(name(it)))
                .toList();
        return new UnconfiguredTargets(
                departed.stream()
                        .filter(it -> it.getPolledBy().equals(group) && isSettled(it, now))
                        .toList(),
                departed.stream()
                        .filter(it -> it.getPolledBy().isEmpty() && isSilent(it, now))
                        .toList());
    }

    static String name(TargetView it) {
        return it.getAccount() + "/" + it.getRegion();
    }

    private static boolean isSettled(TargetView it, Instant now) {
        var some = intervals(it, SETTLED_INTERVALS);
        return now.isAfter(it.getJudgedAt().plus(some.compareTo(SETTLED) < 0 ? some : SETTLED));
    }

    /** Returns whether no poller is active. One of an earlier version leaves no group name, but its scans are judged too. */
    private static boolean isSilent(TargetView it, Instant now) {
        boolean isTold = it.getFreshness() != null && it.getFreshness().getReason() == FacetReason.POLLER_SILENT;
        var some = intervals(it, SILENT_INTERVALS);
        return isTold
                || now.isAfter(it.getJudgedAt().plus(some.compareTo(SHORTEST_SILENCE) < 0 ? SHORTEST_SILENCE : some));
    }

    private static Duration intervals(TargetView it, int count) {
        return Duration.ofMillis(it.getPollIntervalMillis()).multipliedBy(count);
    }
}
