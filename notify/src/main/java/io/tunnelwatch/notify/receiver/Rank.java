package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import org.jspecify.annotations.Nullable;

/** The urgency of a notice; a digest lists the most urgent first. */
public enum Rank {
    CRITICAL("critical"),
    WARNING("warning"),
    INFO("for information"),
    OVER("resolved");

    private final String words;

    Rank(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** The rank of a notice. The rank of a message is that of its most urgent notice. */
    public static Rank of(Notification notice) {
        return switch (notice.getKind()) {
            case ALERT, REMINDER, ACKNOWLEDGEMENT_ENDING, ACKNOWLEDGEMENT_ENDED -> of(notice.getAlert());
            // Nobody may hear of anything at that destination.
            case DELIVERY_FAILING -> CRITICAL;
            case DELIVERY_RESTORED -> OVER;
            case ACKNOWLEDGED, MAINTENANCE_STARTED, MAINTENANCE_ENDED, CONFIGURATION_CHANGED, TEST, UNKNOWN -> INFO;
        };
    }

    private static Rank of(@Nullable Alert alert) {
        if (alert == null) {
            return INFO;
        }
        if (!alert.getActive()) {
            return OVER;
        }
        return switch (alert.getSeverity()) {
            case CRITICAL -> CRITICAL;
            // A severity that a newer version has added is not less than a warning.
            case WARNING, UNKNOWN -> WARNING;
            case INFO -> INFO;
        };
    }
}
