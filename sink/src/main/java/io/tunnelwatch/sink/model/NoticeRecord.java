package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record of vpn.notifications.v1, without the alert in it, of which the model has the newest form anyway. */
public record NoticeRecord(
        String id,
        String fingerprint,
        NotificationKind kind,
        NotificationOutcome outcome,
        String reason,
        String detail,
        @Nullable String commandId,
        List<String> destinations,
        int attempts,
        Instant at) {
    public NoticeRecord {
        destinations = List.copyOf(destinations);
    }

    static NoticeRecord of(Notification it) {
        return new NoticeRecord(
                it.getNotificationId(),
                it.getFingerprint(),
                it.getKind(),
                it.getOutcome(),
                it.getReason(),
                it.getDetail(),
                it.getCommandId(),
                it.getDestinations(),
                it.getAttempts(),
                it.getAt());
    }

    /** Returns whether this is a decision of the gate, and not the answer of a destination. */
    public boolean isDecision() {
        return outcome == NotificationOutcome.NOTIFY || outcome == NotificationOutcome.SILENT;
    }
}
