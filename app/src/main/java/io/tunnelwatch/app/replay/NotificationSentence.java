package io.tunnelwatch.app.replay;

import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import java.util.Locale;

/** A record of the notifications topic in words. */
final class NotificationSentence {
    private NotificationSentence() {}

    static String of(Notification it) {
        String reason = " (" + it.getReason() + ")";
        String destinations = String.join(", ", it.getDestinations());
        return switch (it.getOutcome()) {
            case NOTIFY ->
                kind(it)
                        + (destinations.isEmpty() ? "to nobody: no destination takes it" : "to " + destinations)
                        + reason;
            case SILENT -> (it.getDetail().isEmpty() ? "Not sent" : it.getDetail()) + reason;
            case DELIVERED -> kind(it) + "delivered to " + destinations + attempts(it);
            case FAILED -> kind(it) + "failed at " + destinations + attempts(it) + sentence(it) + reason;
            case UNKNOWN -> kind(it) + "of an unknown outcome" + reason;
        };
    }

    private static String kind(Notification it) {
        String kind = it.getKind() == NotificationKind.ALERT
                ? "notice"
                : it.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return kind + " ";
    }

    private static String attempts(Notification it) {
        return it.getAttempts() > 1 ? ", tried " + it.getAttempts() + " times" : "";
    }

    private static String sentence(Notification it) {
        return it.getDetail().isEmpty() ? "" : ": " + it.getDetail();
    }
}
