package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.SendOutcome;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The time in which a destination takes nothing: since when, why, and when it is asked again. */
final class DestinationBackoff {
    private final RetryPauses pauses;
    private int failures;
    private @Nullable Instant since;
    private Instant pausedUntil = Instant.MIN;
    private String why = "";

    DestinationBackoff(RetryPauses pauses) {
        this.pauses = pauses;
    }

    /** One more request has failed, perhaps the first. */
    void failed(SendOutcome.Retry retry, Instant now) {
        failures++;
        since = since == null ? now : since;
        pausedUntil = now.plus(pauses.after(failures, retry.after()));
        why = retry.why();
    }

    void succeeded() {
        failures = 0;
        since = null;
    }

    boolean isPaused(Instant now) {
        return now.isBefore(pausedUntil);
    }

    /** Empty unless the last attempt failed. */
    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** The reason of the last failure. */
    String why() {
        return why;
    }
}
