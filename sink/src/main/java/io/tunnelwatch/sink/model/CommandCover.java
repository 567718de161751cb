package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Command;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that covered an incident.
 *
 * @param spans in which it did, within the incident, oldest first
 * @param endedBy the command that cancelled it; null if none did
 * @param brokenAt when an acknowledgement was broken because the alert became worse or its time was over; null if it was not
 */
public record CommandCover(Command command, List<Span> spans, @Nullable Command endedBy, @Nullable Instant brokenAt) {
    public CommandCover {
        spans = List.copyOf(spans);
    }

    /** A span of time. */
    public record Span(Instant from, Instant to) {}
}
