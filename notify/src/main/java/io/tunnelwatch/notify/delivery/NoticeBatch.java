package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.v1.NotificationKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices that travel in one request, oldest first. Once it was tried, a batch keeps its contents: if only the answer was lost,
 * the receiver knows the repeat by its id.
 */
final class NoticeBatch {
    private final List<Notice> notices;
    private boolean isFixed;
    private int attempts;
    private @Nullable Instant firstTriedAt;
    private Instant notBefore = Instant.MIN;

    private NoticeBatch(List<Notice> notices, boolean isFixed, int attempts, @Nullable Instant firstTriedAt) {
        this.notices = new ArrayList<>(notices);
        this.isFixed = isFixed;
        this.attempts = attempts;
        this.firstTriedAt = firstTriedAt;
    }

    static NoticeBatch of(Notice notice) {
        return new NoticeBatch(List.of(notice), false, 0, null);
    }

    static NoticeBatch digest(List<Notice> notices) {
        return new NoticeBatch(notices, true, 0, null);
    }

    /** The notices each by itself, since the receiver refuses them together. */
    List<NoticeBatch> split() {
        return notices.stream()
                .map(it -> new NoticeBatch(List.of(it), true, attempts, firstTriedAt))
                .toList();
    }

    /** Returns whether all its notices are of changed configurations: there may be thousands, which wait for alerts. */
    boolean isOfChanges() {
        return notices.stream().allMatch(it -> it.decision().getKind() == NotificationKind.CONFIGURATION_CHANGED);
    }

    List<Notice> notices() {
        return notices;
    }

    /** Takes a notice out; returns whether it was the last one. */
    boolean remove(Notice notice) {
        notices.remove(notice);
        return notices.isEmpty();
    }

    boolean isFixed() {
        return isFixed;
    }

    int attempts() {
        return attempts;
    }

    boolean isDue(Instant now) {
        return !now.isBefore(notBefore);
    }

    Message message() {
        return new Message(notices.stream().map(Notice::decision).toList());
    }

    void tried(Instant now) {
        isFixed = true;
        attempts++;
        firstTriedAt = firstTriedAt == null ? now : firstTriedAt;
    }

    void pauseUntil(Instant time) {
        notBefore = time;
    }

    /** The beginning of the time in which the destination could have taken it, given since when it takes nothing at all. */
    Instant triedSince(Instant failingSince) {
        if (firstTriedAt != null) {
            return firstTriedAt;
        }
        Instant newest = notices.stream()
                .map(Notice::arrivedAt)
                .max(Comparator.naturalOrder())
                .orElse(failingSince);
        return newest.isAfter(failingSince) ? newest : failingSince;
    }
}
