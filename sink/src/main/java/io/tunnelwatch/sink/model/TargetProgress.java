package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.streams.SaneTimes;
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
 * How long ago a target was scanned by its poller, and how long ago the processor judged a scan of it. A scan that is not
 * judged is not known yet, so the older of the two counts.
 *
 * @param polled latest complete scan as its poller reported it; null if no observation was read, of which a start reads an hour
 * @param judged latest complete scan as the processor judged it; null if there is none
 * @param heard newest record of the poller, of any kind
 * @param scanInterval time from one scan to the next, as the poller announced it with the latest complete scan; longer than the
 *     interval if a scan takes longer
 * @param lastFailure class and code of the latest failed scan; empty after a complete one
 * @param retiredAt null while it is watched
 */
public record TargetProgress(
        String account,
        String region,
        @Nullable LastSeen polled,
        @Nullable LastSeen judged,
        @Nullable LastSeen heard,
        Duration pollInterval,
        Duration scanInterval,
        String lastFailure,
        @Nullable Instant retiredAt) {
    /** The same number as {@code Rules.GAP_IN_INTERVALS} in the processor, which this module does not know. */
    private static final int STALE_INTERVALS = 3;

    /** A commit and a poll lie between a scan's end and its arrival here; that must not make it stale. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(2);

    /** Why the target is not known now. */
    public enum Cause {
        NOBODY_POLLS,
        SCANS_FAIL,
        NOBODY_JUDGES
    }

    /** The cause why the target is unknown, and since when; null if it never was known. */
    public record UnknownBecause(Cause cause, @Nullable Instant since) {}

    static TargetProgress after(@Nullable TargetProgress before, Observation it, ClockReading now) {
        Duration pollInterval = SaneTimes.requireInterval(it.getPollIntervalMillis());
        SaneTimes.require("An observation", it.getObservedAt());
        SaneTimes.require("A next poll", it.getNextPollDue());
        // The next poll that a failed scan announces is no promise that anything will be seen.
        var known = before != null
                ? before
                : new TargetProgress(
                        it.getAccount(), it.getRegion(), null, null, null, pollInterval, pollInterval, "", null);
        if (it.getBody() instanceof TargetSilent silence) {
            return known.missed(silence.getLastObservedAt(), LastSeen.of(null, now));
        }
        LastSeen heard = LastSeen.of(it.getObservedAt(), now);
        if (it.getBody() instanceof ScanCompleted) {
            return known.polled(
                    heard, heard, pollInterval, longer(pollInterval, it.getObservedAt(), it.getNextPollDue()), "");
        }
        LastSeen polled = known.polled == null ? LastSeen.of(null, now) : known.polled;
        String lastFailure = it.getBody() instanceof ScanFailed failed
                ? failed.getFailure() + (failed.getCode().isEmpty() ? "" : " " + failed.getCode())
                : known.lastFailure;
        return known.polled(polled, heard, pollInterval, known.scanInterval, lastFailure);
    }

    /**
     * After the watchdog missed the poller. It knows the poller's own clock, which this machine's may be too far from to see
     * that the latest scan is old. Until the poller reports again the target is unknown.
     *
     * @param last when the poller reported last, as the watchdog knows; a later report is news to the watchdog
     * @param never where no scan was read
     */
    private TargetProgress missed(Instant last, LastSeen never) {
        if (heard != null && heard.at() != null && heard.at().isAfter(last)) {
            return this;
        }
        return polled(
                polled == null ? never : polled.missed(),
                heard == null ? null : heard.missed(),
                pollInterval,
                scanInterval,
                lastFailure);
    }

    static TargetProgress after(@Nullable TargetProgress before, TargetView it, ClockReading now) {
        Duration pollInterval = SaneTimes.requireInterval(it.getPollIntervalMillis());
        SaneTimes.require("A judgement", it.getJudgedAt());
        SaneTimes.require("A next poll", it.getNextPollDue());
        boolean isComplete = it.getJudgedAt().equals(it.getLastComplete());
        var announced = isComplete ? longer(pollInterval, it.getJudgedAt(), it.getNextPollDue()) : pollInterval;
        return new TargetProgress(
                it.getAccount(),
                it.getRegion(),
                before == null ? null : before.polled,
                LastSeen.of(it.getLastComplete(), now),
                before == null ? null : before.heard,
                before == null ? pollInterval : before.pollInterval,
                before == null || before.polled == null ? announced : before.scanInterval,
                before == null ? "" : before.lastFailure,
                it.getRetiredAt());
    }

    private static Duration longer(Duration pollInterval, Instant at, Instant next) {
        var announced = Duration.between(at, next);
        return announced.compareTo(pollInterval) > 0 ? announced : pollInterval;
    }

    private TargetProgress polled(
            @Nullable LastSeen polled,
            @Nullable LastSeen heard,
            Duration pollInterval,
            Duration scanInterval,
            String lastFailure) {
        return new TargetProgress(
                account, region, polled, judged, heard, pollInterval, scanInterval, lastFailure, retiredAt);
    }

    public String target() {
        return account + "/" + region;
    }

    public boolean isRetired() {
        return retiredAt != null;
    }

    boolean isStale(ClockReading now) {
        return isRetired() || unknownBecause(now).isPresent();
    }

    /** Why the target is not known now. The poller is checked first: without it there is nothing to judge. */
    Optional<UnknownBecause> unknownBecause(ClockReading now) {
        if (polled != null && polled.isOld(now, staleAfter())) {
            boolean isHeard = heard != null && !heard.isOld(now, staleAfter());
            Instant last = heard == null ? polled.at() : heard.at();
            return Optional.of(new UnknownBecause(
                    isHeard ? Cause.SCANS_FAIL : Cause.NOBODY_POLLS, isHeard ? polled.upTo(now) : upTo(last, now)));
        }
        if (judged == null || judged.isOld(now, staleAfter()) || isJudgedLate()) {
            Instant last = judged == null ? null : judged.upTo(now);
            return Optional.of(new UnknownBecause(polled == null ? Cause.NOBODY_POLLS : Cause.NOBODY_JUDGES, last));
        }
        return Optional.empty();
    }

    /**
     * Returns whether judging lags behind polling. Both times are by the poller's clock, so this machine's clock does not
     * matter.
     */
    private boolean isJudgedLate() {
        Instant last = judgedAt();
        return last != null
                && polled != null
                && polled.at() != null
                && polled.at().isAfter(last.plus(staleAfter()));
    }

    private static @Nullable Instant upTo(@Nullable Instant time, ClockReading now) {
        return time != null && time.isAfter(now.time()) ? now.time() : time;
    }

    /** Returns whether its poller reports anything, success or failure. */
    boolean isPolled(ClockReading now) {
        return heard != null && !heard.isOld(now, staleAfter());
    }

    /** Time until which everything is known about the target; empty if it never was known. */
    Optional<Instant> lastComplete(ClockReading now) {
        if (judged == null || judged.at() == null || (polled != null && polled.at() == null)) {
            return Optional.empty();
        }
        return Stream.of(polled, judged)
                .filter(Objects::nonNull)
                .map(it -> it.upTo(now))
                .filter(Objects::nonNull)
                .min(Instant::compareTo);
    }

    /** Time up to which the target was judged, by the poller's clock; null if it never was. */
    @Nullable
    Instant judgedAt() {
        return judged == null ? null : judged.at();
    }

    /** How far the poller's clock is ahead of this machine's; zero within the usual tolerance. */
    Duration ahead() {
        return heard != null && heard.differs() ? heard.ahead() : Duration.ZERO;
    }

    /** Age at which the latest complete scan no longer says anything about now. */
    public Duration staleAfter() {
        return scanInterval.multipliedBy(STALE_INTERVALS).plus(ON_THE_WAY);
    }
}
