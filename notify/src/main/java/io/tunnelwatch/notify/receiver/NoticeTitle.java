package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.runtime.PrintableText;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import org.jspecify.annotations.Nullable;

/** The title of a notice: how urgent it is, what it is about, and what is wrong with that. */
final class NoticeTitle {
    private NoticeTitle() {}

    static String of(Notification notice) {
        Alert alert = notice.getAlert();
        return switch (notice.getKind()) {
            case ALERT -> alert == null ? "Notice" : step(alert) + ": " + about(alert);
            case REMINDER -> "Reminder, still " + severity(alert) + ": " + about(alert);
            case ACKNOWLEDGED -> "Acknowledged: " + about(alert);
            case ACKNOWLEDGEMENT_ENDING -> "Acknowledgement ends in 10 minutes: " + about(alert);
            case ACKNOWLEDGEMENT_ENDED -> "Open again, " + severity(alert) + ": " + about(alert);
            case MAINTENANCE_STARTED -> "Maintenance has begun";
            case MAINTENANCE_ENDED -> "Maintenance is over";
            case DELIVERY_FAILING -> "Critical: notices do not reach " + destination(notice);
            case DELIVERY_RESTORED -> "Resolved: notices reach " + destination(notice) + " again";
            case CONFIGURATION_CHANGED ->
                "Configuration changed" + (alert == null ? "" : ": " + NoticeText.subject(alert));
            case TEST -> "Test: this destination works";
            case UNKNOWN -> "Notice" + (alert == null ? "" : ": " + about(alert));
        };
    }

    private static String step(Alert alert) {
        return switch (alert.getStatus()) {
            case FIRING -> capital(severity(alert));
            case UPDATED -> capital(severity(alert)) + ", changed";
            case FLAPPING -> capital(severity(alert)) + ", comes and goes";
            case DOWN_WHILE_FLAPPING -> capital(severity(alert)) + ", stays down";
            case FLAP_END -> alert.getActive() ? capital(severity(alert)) + ", steady now" : "Resolved, steady now";
            case RESOLVED -> ended(alert);
            case UNKNOWN -> alert.getActive() ? capital(severity(alert)) : ended(alert);
        };
    }

    /** An alert also ends when its subject does, which is no recovery. */
    private static String ended(Alert alert) {
        return switch (alert.getDecision()) {
            case "CONNECTION_DELETED" -> "Deleted";
            case "RETIRED" -> "Not watched any more";
            default -> "Resolved";
        };
    }

    private static String about(@Nullable Alert alert) {
        return alert == null ? "an alert" : NoticeText.subject(alert) + ", " + problem(alert);
    }

    private static String problem(Alert alert) {
        return switch (alert.getRule()) {
            case ConnectionDown -> "connection down";
            case ConnectionDegraded -> "redundancy lost";
            case BgpDown -> "BGP down";
            case HealthCheckFailed -> "health check failed";
            case TargetStale -> "cannot be seen";
            case GatewayDown -> "gateway down";
            case Summary -> "bad since the first scan";
            case UNKNOWN -> "problem";
        };
    }

    private static String severity(@Nullable Alert alert) {
        return alert == null
                ? "firing"
                : switch (alert.getSeverity()) {
                    case CRITICAL -> "critical";
                    case WARNING -> "warning";
                    case INFO -> "information";
                    case UNKNOWN -> "alert";
                };
    }

    /** The name in the fingerprint {@code destination/<name>}. */
    private static String destination(Notification notice) {
        String fingerprint = notice.getFingerprint();
        return PrintableText.value(fingerprint.substring(fingerprint.indexOf('/') + 1));
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
