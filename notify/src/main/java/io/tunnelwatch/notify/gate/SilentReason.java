package io.tunnelwatch.notify.gate;

import org.jspecify.annotations.Nullable;

/**
 * What keeps an alert silent.
 *
 * @param commandId the command that does; null if it is an inhibitor
 */
record Cover(NoticeReason reason, @Nullable String commandId, String detail) {
    Held held() {
        return new Held(reason, commandId);
    }
}
