package io.tunnelwatch.sink.api;

import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.topics.Hole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the page does not know something, or may be wrong: the answer to "can I trust this screen?". */
public final class PageTroubles {
    private final ReadModel model;
    private final FeedStatus feed;
    private final ClockSteps steps;

    public PageTroubles(ReadModel model, FeedStatus feed, ClockSteps steps) {
        this.model = model;
        this.feed = feed;
        this.steps = steps;
    }

    /** Causes of trouble. API clients and the page's texts refer to them by name. */
    public enum Cause {
        /** The topics are being read, after a start. */
        STILL_READING,
        BROKER_LOST,
        REGISTRY_LOST,
        /** A target's poller sends nothing. */
        NOBODY_POLLS,
        /** A target's poller reports failed scans. */
        SCANS_FAIL,
        /** A target is polled, but the processor does not judge it. */
        NOBODY_JUDGES,
        /** Views of connections lack known transitions. */
        HISTORY_BEHIND,
        /** The wall clock of this machine was set. */
        CLOCK_STEPPED,
        /** A poller's clock is ahead of this machine's. */
        CLOCK_DIFFERS,
        RECORDS_UNREADABLE,
        RECORDS_GONE
    }

    /**
     * One problem.
     *
     * @param target the target concerned, if it is one target's problem
     * @param since null if it never was well
     * @param what the extent: a topic, a count, seconds
     */
    public record Trouble(Cause cause, @Nullable String target, @Nullable Instant since, String what) {
        private Trouble(Cause cause, @Nullable Instant since) {
            this(cause, null, since, "");
        }

        /** Plain text, for readers without the page: the problem, since when, and the section of the runbook. */
        public String inWords() {
            return problem() + (since == null ? "" : ", since " + since) + ": see " + section();
        }

        private String problem() {
            return switch (cause) {
                case STILL_READING -> "the page is still reading its topics and is not complete";
                case BROKER_LOST -> "the brokers do not answer";
                case REGISTRY_LOST -> "the schema registry does not answer";
                case NOBODY_POLLS -> "nobody polls " + target;
                case SCANS_FAIL -> "all scans of " + target + " fail (" + what + ")";
                case NOBODY_JUDGES -> "the processor does not judge " + target;
                case HISTORY_BEHIND -> "the history lacks the latest changes of " + what + " connections";
                case CLOCK_STEPPED -> "the clock of this machine was set by " + what + " s";
                case CLOCK_DIFFERS ->
                    "the clock of the poller of " + target + " is " + what + " s ahead of the clock of this machine";
                case RECORDS_UNREADABLE -> "some records of " + what + " cannot be read";
                case RECORDS_GONE -> "records of " + what + " were deleted before the page read them";
            };
        }

        private String section() {
            return switch (cause) {
                case STILL_READING -> "docs/runbook.md#still-reading";
                case BROKER_LOST -> "docs/runbook.md#the-page-has-lost-its-broker";
                case REGISTRY_LOST -> "docs/runbook.md#the-page-waits-for-the-schema-registry";
                case NOBODY_POLLS -> "docs/runbook.md#nobody-polls-a-target";
                case SCANS_FAIL -> "docs/runbook.md#scans-of-a-target-fail";
                case NOBODY_JUDGES -> "docs/runbook.md#nobody-judges-a-target";
                case HISTORY_BEHIND -> "docs/runbook.md#the-history-is-behind";
                case CLOCK_STEPPED -> "docs/runbook.md#clock-stepped";
                case CLOCK_DIFFERS -> "docs/runbook.md#clock-differs";
                case RECORDS_UNREADABLE -> "docs/runbook.md#records-unreadable";
                case RECORDS_GONE -> "docs/runbook.md#records-gone";
            };
        }
    }

    /**
     * The problem that explains the others comes first. While the page itself is cut off, stale targets and a lagging history
     * are left out.
     */
    public List<Trouble> troubles(Instant now) {
        var troubles = new ArrayList<Trouble>();
        feedTrouble(now).ifPresentOrElse(troubles::add, () -> {
            model.targets().forEach(it -> model.unknownBecause(it, now)
                    .ifPresent(unknown -> troubles.add(new Trouble(
                            Cause.valueOf(unknown.cause().name()), it.target(), unknown.since(), it.lastFailure()))));
            behind(now).ifPresent(troubles::add);
        });
        steps.latest().ifPresent(it -> troubles.add(new Trouble(Cause.CLOCK_STEPPED, null, it.at(), seconds(it.by()))));
        model.targets().stream()
                .filter(it -> !model.clockAhead(it).isZero())
                .map(it -> new Trouble(Cause.CLOCK_DIFFERS, it.target(), null, seconds(model.clockAhead(it))))
                .forEach(troubles::add);
        feed.unreadable().forEach(it -> troubles.add(new Trouble(Cause.RECORDS_UNREADABLE, null, null, it)));
        feed.holes().stream()
                .filter(it -> it.cause() == Hole.Cause.GONE)
                .map(Hole::topic)
                .distinct()
                .forEach(it -> troubles.add(new Trouble(Cause.RECORDS_GONE, null, null, it)));
        return troubles;
    }

    private Optional<Trouble> feedTrouble(Instant now) {
        var lost = feed.lostFor();
        if (lost.isPresent()) {
            return Optional.of(new Trouble(Cause.BROKER_LOST, now.minus(lost.get())));
        }
        if (feed.isRegistryAway()) {
            return Optional.of(new Trouble(Cause.REGISTRY_LOST, null));
        }
        return feed.isCaughtUp() ? Optional.empty() : Optional.of(new Trouble(Cause.STILL_READING, null));
    }

    /** Returns whether the history has all changes that were read, the latest too. */
    public boolean isHistoryCurrent() {
        return feed.isCaughtUp() && model.isFollowed();
    }

    private Optional<Trouble> behind(Instant now) {
        var lagging = model.lagging();
        return lagging.values().stream()
                .max(Comparator.naturalOrder())
                .map(it -> new Trouble(Cause.HISTORY_BEHIND, null, now.minus(it), Integer.toString(lagging.size())));
    }

    /**
     * Why the whole board is unknown through a fault of Tunnelwatch itself; empty if anything is known, or there is no target.
     * A cloud that refuses every scan is not such a fault; the page says so.
     */
    public Optional<Trouble> ownTrouble(Instant now) {
        var targets = model.targets();
        boolean isBlind = !targets.isEmpty() && targets.stream().allMatch(it -> model.isStale(it, now));
        return feedTrouble(now)
                .or(() -> isBlind
                        ? troubles(now).stream().filter(PageTroubles::isOwn).findFirst()
                        : Optional.empty());
    }

    private static boolean isOwn(Trouble it) {
        return it.cause() == Cause.NOBODY_POLLS || it.cause() == Cause.NOBODY_JUDGES;
    }

    /** Ranges that answers about this window may lack. */
    List<Hole> missing(Instant from, Instant to) {
        var missing = new ArrayList<Hole>();
        if (!feed.isCaughtUp()) {
            missing.add(new Hole("", Hole.Cause.BEING_READ, Instant.EPOCH, Instant.MAX));
        }
        feed.holes().stream().filter(it -> it.touches(from, to)).forEach(missing::add);
        return missing;
    }

    private static String seconds(Duration it) {
        return Long.toString(it.toSeconds());
    }
}
