package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.schemas.topics.TraceId;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Notification;
import java.time.Instant;

/**
 * One decision on its way to one destination.
 *
 * @param arrivedAt when this process read it; a time before that does not count against the destination
 */
record Notice(Notification decision, int partition, long offset, Instant arrivedAt) {
    String id() {
        return decision.getNotificationId();
    }

    String fingerprint() {
        return decision.getFingerprint();
    }

    /** The trace of the scan that caused it; empty if it is not about one alert. */
    String trace() {
        return TraceId.of(decision.getAlert());
    }

    boolean isCritical() {
        return decision.getAlert() != null && decision.getAlert().getSeverity() == AlertSeverity.CRITICAL;
    }
}
