package io.tunnelwatch.notify.gate;

import org.jspecify.annotations.Nullable;

/** What kept an alert silent when it was last judged; it becomes the reason of the notice that follows. */
public record Held(NoticeReason reason, @Nullable String commandId) {
    /** Why the alert is told now that this has ended. */
    NoticeReason ending() {
        return switch (reason) {
            case SILENCED -> NoticeReason.SILENCE_ENDED;
            case IN_MAINTENANCE -> NoticeReason.MAINTENANCE_ENDED;
            default -> NoticeReason.STILL_FIRING;
        };
    }
}
