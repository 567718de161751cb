package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A notice as Alertmanager sees alerts: labels identify it, annotations hold what may change, and it has a beginning and an end.
 *
 * @param endsAt null while it fires
 */
record AlertmanagerAlert(
        Map<String, String> labels, Map<String, String> annotations, Instant startsAt, @Nullable Instant endsAt) {
    /** An annotation is read by a person; a group of a thousand connections is named by its first ones. */
    private static final int MOST_MEMBERS = 50;

    /** The alert of a notice; a notice about no alert becomes one with the name of its kind. */
    static AlertmanagerAlert of(Notification notice) {
        Alert alert = notice.getAlert();
        if (alert == null) {
            boolean isOver = notice.getKind() == NotificationKind.DELIVERY_RESTORED;
            return new AlertmanagerAlert(
                    labelsOf(notice), annotations(notice), notice.getAt(), isOver ? notice.getAt() : null);
        }
        Instant resolved = alert.getResolvedAt() == null ? alert.getUpdatedAt() : alert.getResolvedAt();
        return new AlertmanagerAlert(
                AlertLabels.identity(alert),
                annotations(notice, alert),
                alert.getFiredAt(),
                alert.getActive() ? null : resolved);
    }

    /** The labels that identify it to Alertmanager. */
    static Map<String, String> labelsOf(Notification notice) {
        Alert alert = notice.getAlert();
        if (alert != null) {
            return AlertLabels.identity(alert);
        }
        return switch (notice.getKind()) {
            case DELIVERY_FAILING, DELIVERY_RESTORED ->
                Map.of(
                        AlertLabels.ALERTNAME,
                        "DeliveryFailing",
                        AlertLabels.SEVERITY,
                        "critical",
                        "destination",
                        notice.getFingerprint()
                                .substring(notice.getFingerprint().indexOf('/') + 1));
            case TEST -> Map.of(AlertLabels.ALERTNAME, "TunnelwatchTest", AlertLabels.SEVERITY, "info");
            case UNKNOWN,
                    ALERT,
                    REMINDER,
                    ACKNOWLEDGED,
                    ACKNOWLEDGEMENT_ENDING,
                    ACKNOWLEDGEMENT_ENDED,
                    MAINTENANCE_STARTED,
                    MAINTENANCE_ENDED,
                    CONFIGURATION_CHANGED ->
                Map.of(
                        AlertLabels.ALERTNAME,
                        notice.getKind().name(),
                        AlertLabels.SEVERITY,
                        "info",
                        "subject",
                        notice.getFingerprint());
        };
    }

    private static Map<String, String> annotations(Notification notice) {
        var all = new TreeMap<String, String>();
        put(all, "summary", notice.getDetail());
        put(all, "reason", notice.getReason());
        return all;
    }

    private static Map<String, String> annotations(Notification notice, Alert alert) {
        var all = new TreeMap<String, String>();
        put(all, "summary", alert.getSummary());
        put(all, "advice", alert.getAdvice());
        put(all, "entity", alert.getEntity());
        put(all, "status", alert.getStatus().name());
        put(all, "decision", alert.getDecision());
        put(all, "notice", notice.getReason());
        put(all, "since", alert.getSince().toString());
        put(all, "diagnosis", alert.getDiagnosis());
        put(all, "runbook", alert.getRunbook());
        put(all, "fingerprint", alert.getFingerprint());
        if (alert.getValue() != null) {
            put(all, "reason", alert.getValue().getReason().name());
        }
        put(all, "members", members(alert));
        ConnectionContext context = alert.getContext();
        if (context != null) {
            put(all, "vpn_connection_name", context.getName());
        }
        put(
                all,
                "recent_changes",
                String.join(
                        ", ",
                        alert.getRecentChanges().stream()
                                .map(ConfigurationChange::getField)
                                .toList()));
        return all;
    }

    private static String members(Alert alert) {
        var members = alert.getMembers();
        return members.size() <= MOST_MEMBERS
                ? String.join(", ", members)
                : String.join(", ", members.subList(0, MOST_MEMBERS)) + " and " + (members.size() - MOST_MEMBERS)
                        + " more";
    }

    private static void put(Map<String, String> annotations, String name, String value) {
        if (!value.isEmpty()) {
            annotations.put(name, value);
        }
    }
}
