package io.tunnelwatch.notify.gate;

import org.jspecify.annotations.Nullable;

/** The reason of a notice or of a silence, and the command behind it. */
public record NoticeCause(NoticeReason reason, @Nullable String commandId) {
    /** The reason of the notice that follows when this silence has ended. */
    NoticeReason ending() {
        return switch (reason) {
            case SILENCED -> NoticeReason.SILENCE_ENDED;
            case IN_MAINTENANCE -> NoticeReason.MAINTENANCE_ENDED;
            default -> NoticeReason.STILL_FIRING;
        };
    }
}
