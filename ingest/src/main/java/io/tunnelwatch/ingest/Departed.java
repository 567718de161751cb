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
 * Targets that are judged and not retired, and that no setting of this group names any more.
 *
 * @param own last polled by this group, which therefore retires them
 * @param nobodys of which is not known who polled them last, and nobody does for a while: a person has to say
 */
record Departed(List<TargetView> own, List<TargetView> nobodys) {
    /** A process that was given the target a moment ago, by settings that this one has not read yet, has looked by then. */
    private static final int SETTLED_INTERVALS = 2;

    private static final Duration SETTLED = Duration.ofMinutes(1);

    /** As many as make a gap. */
    private static final int SILENT_INTERVALS = 3;

    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(30);

    /**
     * Sorts them out.
     *
     * @param mine whether this process writes the target's partition: of another's only the other knows the settings
     * @param named the targets that the settings name
     */
    static Departed of(
            Collection<TargetView> views, Predicate<String> mine, Set<String> named, String group, Instant now) {
        var departed = views.stream()
                // Imported history, which stands below zero, was never polled.
                .filter(it -> it.getRetiredAt() == null && it.getOrder().getEpoch() >= 0)
                .filter(it -> mine.test(name(it)) && !named.contains(name(it)))
                .toList();
        return new Departed(
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

    /** A poller of a version that left no name yet is heard of all the same. */
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
