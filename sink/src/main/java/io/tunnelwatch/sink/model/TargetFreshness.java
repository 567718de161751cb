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
 * @param trouble class and code of the latest failed scan; empty after a complete one
 */
public record TargetFreshness(
        String account, String region, @Nullable Instant lastComplete, Duration pollInterval, String trouble) {
    /** As many poll intervals as make a gap for the detector. */
    private static final int STALE_INTERVALS = 3;

    /** Between a scan's end and its arrival here lie a commit and a poll; one must not look stale for that. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(2);

    static TargetFreshness after(@Nullable TargetFreshness before, Observation it) {
        var pollInterval = Duration.ofMillis(it.getPollIntervalMillis());
        Instant seen = before == null ? null : before.lastComplete();
        if (it.getBody() instanceof ScanCompleted) {
            return new TargetFreshness(it.getAccount(), it.getRegion(), it.getObservedAt(), pollInterval, "");
        }
        if (it.getBody() instanceof ScanFailed failed) {
            String trouble = failed.getFailure() + (failed.getCode().isEmpty() ? "" : " " + failed.getCode());
            return new TargetFreshness(it.getAccount(), it.getRegion(), seen, pollInterval, trouble);
        }
        return new TargetFreshness(
                it.getAccount(), it.getRegion(), seen, pollInterval, before == null ? "" : before.trouble());
    }

    public String target() {
        return account + "/" + region;
    }

    public boolean isStale(Instant now) {
        return lastComplete == null
                || now.isAfter(lastComplete
                        .plus(pollInterval.multipliedBy(STALE_INTERVALS))
                        .plus(ON_THE_WAY));
    }
}
