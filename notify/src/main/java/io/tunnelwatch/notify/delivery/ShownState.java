package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.AlertmanagerFormat;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import java.time.Instant;

/** What Alertmanager, which knows firing and resolved alerts only, is to show of a decision. */
final class ShownState {
    private ShownState() {}

    /** When what it tells of ended; of no meaning while that goes on. */
    static Instant end(Notification decision) {
        Alert alert = decision.getAlert();
        return alert == null || alert.getResolvedAt() == null ? decision.getAt() : alert.getResolvedAt();
    }

    /** Alertmanager has its own silences and repeats; it knows no acknowledgement, and maintenance is no alert. */
    static boolean isShown(Notification decision) {
        return switch (decision.getKind()) {
            case DELIVERY_FAILING, DELIVERY_RESTORED, TEST -> true;
            case ALERT, REMINDER, ACKNOWLEDGED, ACKNOWLEDGEMENT_ENDING, ACKNOWLEDGEMENT_ENDED ->
                decision.getAlert() != null;
            case UNKNOWN, MAINTENANCE_STARTED, MAINTENANCE_ENDED, CONFIGURATION_CHANGED -> false;
        };
    }

    /** Whether Alertmanager is to show that it fires. A test fires as long as Alertmanager would remember it. */
    static boolean isActive(Notification decision, Instant now) {
        if (decision.getAlert() != null) {
            return decision.getAlert().getActive();
        }
        return switch (decision.getKind()) {
            case DELIVERY_FAILING -> true;
            case TEST -> now.isBefore(decision.getAt().plus(AlertmanagerFormat.END_AHEAD));
            case UNKNOWN,
                    ALERT,
                    REMINDER,
                    ACKNOWLEDGED,
                    ACKNOWLEDGEMENT_ENDING,
                    ACKNOWLEDGEMENT_ENDED,
                    MAINTENANCE_STARTED,
                    MAINTENANCE_ENDED,
                    DELIVERY_RESTORED,
                    CONFIGURATION_CHANGED -> false;
        };
    }
}
