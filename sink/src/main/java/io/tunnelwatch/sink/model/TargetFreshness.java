package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long ago a target was seen, by its poller and by who judges what the poller saw. What nobody judged is not known: the
 * lesser of the two counts.
 *
 * @param polled as its poller tells it; null when it has not been heard of for an hour
 * @param judged as it was judged; null when it never was
 * @param heard the newest record of the poller, of whatever kind
 * @param pace from one look to the next as its poller announced it with the latest complete one; a scan that takes longer than
 *     the interval makes it longer
 * @param trouble class and code of the latest failed scan; empty after a complete one
 * @param retiredAt null while it is watched
 */
public record TargetFreshness(
        String account,
        String region,
        @Nullable Sight polled,
        @Nullable Sight judged,
        @Nullable Sight heard,
        Duration pollInterval,
        Duration pace,
        String trouble,
        @Nullable Instant retiredAt) {
    /** As many poll intervals as make a gap for the detector. */
    private static final int STALE_INTERVALS = 3;

    /** Between a scan's end and its arrival here lie a commit and a poll; one must not look stale for that. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(2);

    /** Why nothing is known of it now. */
    public enum Cause {
        NOBODY_POLLS,
        SCANS_FAIL,
        NOBODY_JUDGES
    }

    /** Something is wrong with what is known of it, since that time, if it ever was well. */
    public record Trouble(Cause cause, @Nullable Instant since) {}

    static TargetFreshness after(@Nullable TargetFreshness before, Observation it, Moment now) {
        var pollInterval = Duration.ofMillis(it.getPollIntervalMillis());
        // What a look that failed announces is no promise that anything will be seen.
        var known = before != null
                ? before
                : new TargetFreshness(
                        it.getAccount(), it.getRegion(), null, null, null, pollInterval, pollInterval, "", null);
        // The watchdog speaks of a poller that does not.
        Sight heard = it.getBody() instanceof TargetSilent ? known.heard : Sight.of(it.getObservedAt(), now);
        if (it.getBody() instanceof ScanCompleted) {
            return known.polled(
                    heard, heard, pollInterval, longer(pollInterval, it.getObservedAt(), it.getNextPollDue()), "");
        }
        Sight polled = known.polled == null ? Sight.of(null, now) : known.polled;
        String trouble = it.getBody() instanceof ScanFailed failed
                ? failed.getFailure() + (failed.getCode().isEmpty() ? "" : " " + failed.getCode())
                : known.trouble;
        return known.polled(polled, heard, pollInterval, known.pace, trouble);
    }

    static TargetFreshness after(@Nullable TargetFreshness before, TargetView it, Moment now) {
        var pollInterval = Duration.ofMillis(it.getPollIntervalMillis());
        boolean isComplete = it.getJudgedAt().equals(it.getLastComplete());
        var announced = isComplete ? longer(pollInterval, it.getJudgedAt(), it.getNextPollDue()) : pollInterval;
        return new TargetFreshness(
                it.getAccount(),
                it.getRegion(),
                before == null ? null : before.polled,
                Sight.of(it.getLastComplete(), now),
                before == null ? null : before.heard,
                before == null ? pollInterval : before.pollInterval,
                before == null || before.polled == null ? announced : before.pace,
                before == null ? "" : before.trouble,
                it.getRetiredAt());
    }

    private static Duration longer(Duration pollInterval, Instant at, Instant next) {
        var announced = Duration.between(at, next);
        return announced.compareTo(pollInterval) > 0 ? announced : pollInterval;
    }

    private TargetFreshness polled(
            @Nullable Sight polled, @Nullable Sight heard, Duration pollInterval, Duration pace, String trouble) {
        return new TargetFreshness(account, region, polled, judged, heard, pollInterval, pace, trouble, retiredAt);
    }

    public String target() {
        return account + "/" + region;
    }

    public boolean isRetired() {
        return retiredAt != null;
    }

    boolean isStale(Moment now) {
        return isRetired() || trouble(now).isPresent();
    }

    /** What keeps it from being known. The poller comes first: without it there is nothing to judge. */
    Optional<Trouble> trouble(Moment now) {
        if (polled != null && polled.isOld(now, patience())) {
            boolean isHeard = heard != null && !heard.isOld(now, patience());
            Instant last = heard == null ? polled.at() : heard.at();
            return Optional.of(new Trouble(
                    isHeard ? Cause.SCANS_FAIL : Cause.NOBODY_POLLS, isHeard ? polled.upTo(now) : upTo(last, now)));
        }
        if (judged == null || judged.isOld(now, patience()) || isJudgedLate()) {
            Instant last = judged == null ? null : judged.upTo(now);
            return Optional.of(new Trouble(polled == null ? Cause.NOBODY_POLLS : Cause.NOBODY_JUDGES, last));
        }
        return Optional.empty();
    }

    /** Both times are of the poller's clock, so that it holds whatever the clock of this machine says. */
    private boolean isJudgedLate() {
        Instant last = judgedAt();
        return last != null
                && polled != null
                && polled.at() != null
                && polled.at().isAfter(last.plus(patience()));
    }

    private static @Nullable Instant upTo(@Nullable Instant time, Moment now) {
        return time != null && time.isAfter(now.time()) ? now.time() : time;
    }

    /** Whether its poller speaks, with or without success. */
    boolean isPolled(Moment now) {
        return heard != null && !heard.isOld(now, patience());
    }

    /** Until when everything is known about it; empty when it never was. */
    Optional<Instant> lastComplete(Moment now) {
        if (judged == null || judged.at() == null || (polled != null && polled.at() == null)) {
            return Optional.empty();
        }
        return Stream.of(polled, judged)
                .filter(Objects::nonNull)
                .map(it -> it.upTo(now))
                .filter(Objects::nonNull)
                .min(Instant::compareTo);
    }

    /** Up to when it was judged, by the clock of its poller; null if it never was. */
    @Nullable
    Instant judgedAt() {
        return judged == null ? null : judged.at();
    }

    /** By how much the poller's clock is ahead of this machine's; zero for what is usual. */
    Duration ahead() {
        return heard != null && heard.differs() ? heard.ahead() : Duration.ZERO;
    }

    /** How old the latest complete look may be before it says nothing about now. */
    public Duration patience() {
        return pace.multipliedBy(STALE_INTERVALS).plus(ON_THE_WAY);
    }
}
