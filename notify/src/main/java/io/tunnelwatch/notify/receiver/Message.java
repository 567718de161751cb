package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.v1.Notification;
import java.util.List;

/**
 * What a receiver is told in one request: one notice, or a digest of several.
 *
 * @param notices decisions with the outcome NOTIFY, oldest first, at least one
 */
public record Message(List<Notification> notices) {
    public Message {
        notices = List.copyOf(notices);
        if (notices.isEmpty()) {
            throw new IllegalArgumentException("a message needs a notice");
        }
    }

    public static Message of(Notification notice) {
        return new Message(List.of(notice));
    }

    public boolean isDigest() {
        return notices.size() > 1;
    }

    public Notification first() {
        return notices.get(0);
    }
}
