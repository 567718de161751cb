package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One record of vpn.notifications.v1, without the alert in it, of which the model has the newest form anyway.
 *
 * @param firedAt the beginning of the incident; null if the record is not about an alert
 */
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
        Instant at,
        @Nullable Instant firedAt) {
    private static final String BROKEN = "ACKNOWLEDGEMENT_BROKEN";
    private static final Set<String> ENDS = Set.of(BROKEN, "EXPIRED", "CANCELLED");

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
                it.getAt(),
                it.getAlert() == null ? null : it.getAlert().getFiredAt());
    }

    /** Returns whether this is a decision of the gate, and not the answer of a destination. */
    public boolean isDecision() {
        return outcome == NotificationOutcome.NOTIFY || outcome == NotificationOutcome.SILENT;
    }

    /**
     * The acknowledgement that ended with this decision. A silent decision may be about such an end and name the silence that hides
     * it, so that the reason tells, and not the kind.
     */
    Optional<String> endedAcknowledgement() {
        return isDecision() && ENDS.contains(reason) ? Optional.ofNullable(commandId) : Optional.empty();
    }

    /** Returns whether an acknowledgement ended because the alert had become worse. */
    boolean isOfABreak() {
        return reason.equals(BROKEN);
    }
}
