package io.tunnelwatch.ingest.poller;

import java.time.Instant;

/** A target's poller that scans only on request, for a world with a manual clock. */
public record ManualPoller(TargetPoller poller) {
    public Instant firstDue() {
        return poller.firstDue();
    }

    /** Scans now; returns when to scan again. */
    public Instant poll() {
        return poller.poll();
    }
}
