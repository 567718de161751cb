package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long ago a target was seen.
 *
 * @param pace from one look to the next as its poller announced it with the latest complete one; a scan that takes longer than
 *     the interval makes it longer
 * @param trouble class and code of the latest failed scan; empty after a complete one
 */
public record TargetFreshness(
        String account,
        String region,
        @Nullable Instant lastComplete,
        Duration pollInterval,
        Duration pace,
        String trouble) {
    /** As many poll intervals as make a gap for the detector. */
    private static final int STALE_INTERVALS = 3;

    /** Between a scan's end and its arrival here lie a commit and a poll; one must not look stale for that. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(2);

    static TargetFreshness after(@Nullable TargetFreshness before, Observation it) {
        var pollInterval = Duration.ofMillis(it.getPollIntervalMillis());
        Instant seen = before == null ? null : before.lastComplete();
        // What a look that failed announces is no promise that anything will be seen.
        var pace = before == null ? pollInterval : before.pace();
        if (it.getBody() instanceof ScanCompleted) {
            var announced = Duration.between(it.getObservedAt(), it.getNextPollDue());
            var longer = announced.compareTo(pollInterval) > 0 ? announced : pollInterval;
            return new TargetFreshness(it.getAccount(), it.getRegion(), it.getObservedAt(), pollInterval, longer, "");
        }
        if (it.getBody() instanceof ScanFailed failed) {
            String trouble = failed.getFailure() + (failed.getCode().isEmpty() ? "" : " " + failed.getCode());
            return new TargetFreshness(it.getAccount(), it.getRegion(), seen, pollInterval, pace, trouble);
        }
        return new TargetFreshness(
                it.getAccount(), it.getRegion(), seen, pollInterval, pace, before == null ? "" : before.trouble());
    }

    public String target() {
        return account + "/" + region;
    }

    public boolean isStale(Instant now) {
        return lastComplete == null || now.isAfter(lastComplete.plus(patience()));
    }

    /** How old the latest complete look may be before it says nothing about now. */
    public Duration patience() {
        return pace.multipliedBy(STALE_INTERVALS).plus(ON_THE_WAY);
    }
}
