package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Order;
import java.time.Instant;
import java.util.List;

/** PlainNotices and alerts for tests. */
public final class PlainNotices {
    public static final Instant FIRED = Instant.parse("2026-03-01T10:00:00Z");

    private PlainNotices() {}

    /** A firing alert; its fingerprint stands for its entity. */
    public static Alert alert(String fingerprint, AlertSeverity severity) {
        return Alert.newBuilder()
                .setFingerprint(fingerprint)
                .setStepId(fingerprint + "-1")
                .setRule(AlertRule.ConnectionDown)
                .setSeverity(severity)
                .setStatus(AlertStatus.FIRING)
                .setActive(true)
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setConnectionId("vco-" + fingerprint)
                .setEntity("vco-" + fingerprint)
                .setFacet(FacetKind.IPSEC)
                .setSince(FIRED.minusSeconds(60))
                .setNotBefore(FIRED.minusSeconds(90))
                .setFiredAt(FIRED)
                .setUpdatedAt(FIRED)
                .setSummary("vco-" + fingerprint + " is down")
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }

    public static Alert resolved(Alert alert, Instant at) {
        return Alert.newBuilder(alert)
                .setStatus(AlertStatus.RESOLVED)
                .setActive(false)
                .setUpdatedAt(at)
                .setResolvedAt(at)
                .build();
    }

    /** The decision to notify these destinations of a step of an alert. */
    public static Notification of(String id, Alert alert, String... destinations) {
        return Notification.newBuilder()
                .setNotificationId(id)
                .setFingerprint(alert.getFingerprint())
                .setKind(NotificationKind.ALERT)
                .setOutcome(NotificationOutcome.NOTIFY)
                .setReason(alert.getActive() ? "FIRED" : "RESOLVED")
                .setDestinations(List.of(destinations))
                .setAt(alert.getUpdatedAt())
                .setAlert(alert)
                .build();
    }

    /** A decision about no alert. */
    public static Notification of(String id, String fingerprint, NotificationKind kind, String... destinations) {
        return Notification.newBuilder()
                .setNotificationId(id)
                .setFingerprint(fingerprint)
                .setKind(kind)
                .setOutcome(NotificationOutcome.NOTIFY)
                .setReason(kind.name())
                .setDetail("in words")
                .setDestinations(List.of(destinations))
                .setAt(FIRED)
                .build();
    }
}
