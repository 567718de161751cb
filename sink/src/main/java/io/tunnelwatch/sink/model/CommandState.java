package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Command;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command and what has become of it at a certain time.
 *
 * @param from beginning of the span that is shown: of a recurrence, the occurrence that lasts or comes next
 * @param until end of that span; null for a command that has none
 * @param endedBy the command that cancelled it
 * @param brokenAt when an acknowledgement ended because the alert had become worse; null if it did not
 */
public record CommandState(
        Command command,
        Phase phase,
        Instant from,
        @Nullable Instant until,
        @Nullable Command endedBy,
        @Nullable Instant brokenAt) {
    /** The life of a command, in the order of a list. */
    public enum Phase {
        IN_FORCE,
        SCHEDULED,
        ENDED,
        CANCELLED,
        REFUSED
    }

    public boolean isInForce() {
        return phase == Phase.IN_FORCE;
    }
}
