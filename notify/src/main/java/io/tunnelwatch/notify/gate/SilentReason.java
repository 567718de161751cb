package io.tunnelwatch.notify.gate;

import org.jspecify.annotations.Nullable;

/**
 * The reason why nobody is told of a step.
 *
 * @param commandId the command behind it; null if there is none
 */
record SilentReason(NoticeReason reason, @Nullable String commandId, String detail) {
    NoticeCause cause() {
        return new NoticeCause(reason, commandId);
    }
}
