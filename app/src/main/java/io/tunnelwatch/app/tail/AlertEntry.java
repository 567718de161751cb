package io.tunnelwatch.app.tail;

import io.tunnelwatch.app.console.Colour;
import io.tunnelwatch.v1.Alert;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A step of an alert in words. */
final class AlertEntry {
    private AlertEntry() {}

    static Entry of(Alert it) {
        String status = it.getStatus().name();
        String severity = it.getSeverity().name();
        return new Entry(
                it.getUpdatedAt(),
                connections(it),
                status,
                it.getContext() == null ? "" : it.getContext().getName(),
                it.getEntity(),
                it.getRule() + " " + severity + ": " + it.getSummary()
                        + (it.getInhibitedBy() == null ? "" : " (inhibited by another alert)"),
                Colour.ofAlert(status, severity),
                it);
    }

    private static List<String> connections(Alert it) {
        return Stream.concat(Optional.ofNullable(it.getConnectionId()).stream(), it.getMembers().stream())
                .distinct()
                .toList();
    }
}
