package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.TargetView;
import java.time.Instant;
import java.util.List;

/** A small record for each topic that the feed reads, of account {@code acct}. */
final class SampleRecords {
    static final Order ORDER = new Order(1L, 1L, 0);

    private final Instant now;

    SampleRecords(Instant now) {
        this.now = now;
    }

    ConnectionView connection(String id) {
        return ConnectionView.newBuilder()
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId(id)
                .setHeadline(new FacetValue(FacetState.UP, FacetReason.UNKNOWN, "", now))
                .setFacets(List.of())
                .setContext(new ConnectionContext("", "", "", List.of(), "", "", List.of(), List.of(), List.of()))
                .setChangedAt(now)
                .setOrder(ORDER)
                .build();
    }

    Alert alert(String id) {
        return Alert.newBuilder()
                .setFingerprint(id)
                .setStepId("step")
                .setRule(AlertRule.ConnectionDown)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(AlertStatus.FIRING)
                .setActive(true)
                .setAccount("acct")
                .setRegion("region")
                .setEntity(id)
                .setSince(now)
                .setNotBefore(now)
                .setFiredAt(now)
                .setUpdatedAt(now)
                .setOrder(ORDER)
                .build();
    }

    Observation observation(String region) {
        return new Observation(
                "acct", region, ORDER, now, now.plusSeconds(30), 30_000L, new ScanCompleted(true, 1, 0L, 1, now, 0));
    }

    TargetView target(String region) {
        return new TargetView("acct", region, ORDER, now, now, 30_000L, now.plusSeconds(30), 1, null, null, "");
    }

    Command.Builder command(String id) {
        return Command.newBuilder()
                .setCommandId(id)
                .setType(CommandType.ACKNOWLEDGE)
                .setBy("ann")
                .setAt(now);
    }

    /** A decision not to tell of an alert. */
    Notification notice(String fingerprint) {
        return Notification.newBuilder()
                .setNotificationId("n-" + fingerprint)
                .setFingerprint(fingerprint)
                .setKind(NotificationKind.ALERT)
                .setOutcome(NotificationOutcome.SILENT)
                .setReason("SILENCED")
                .setAt(now)
                .build();
    }
}
