package io.tunnelwatch.ingest.poller;

import java.time.Instant;

/** A target's poller that looks when it is told to, for a world whose time is kept by hand. */
public record HandPolled(TargetPoller poller) {
    public Instant firstDue() {
        return poller.firstDue();
    }

    /** Looks now; returns when to look again. */
    public Instant look() {
        return poller.poll();
    }
}
