package io.tunnelwatch.sink.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The newest decision about each alert, with what its destinations answered; the newest notices of each alert, and of all alerts
 * together.
 */
public final class NoticeHistory {
    private static final int MOST_RECENT = 1_000;

    /** More than any installation has destinations, with some of their failures. */
    private static final int MOST_ANSWERS = 64;

    /** Reminders of a week, each with its answers; damping keeps most alerts far below it. */
    private static final int MOST_OF_ONE_ALERT = 200;

    private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
    private final Map<String, Deque<NoticeRecord>> byAlert = new ConcurrentHashMap<>();
    private final Deque<NoticeRecord> recent = new ConcurrentLinkedDeque<>();

    /** A decision and the answers of its destinations, the oldest first. */
    public record Decision(NoticeRecord notice, List<NoticeRecord> answers) {
        public Decision {
            answers = List.copyOf(answers);
        }

        private Decision with(NoticeRecord answer) {
            if (!answer.id().equals(notice.id()) || answers.size() == MOST_ANSWERS) {
                return this;
            }
            var more = new ArrayList<>(answers);
            more.add(answer);
            return new Decision(notice, more);
        }
    }

    void put(NoticeRecord notice) {
        if (notice.isDecision()) {
            decisions.put(notice.fingerprint(), new Decision(notice, List.of()));
        } else {
            decisions.computeIfPresent(notice.fingerprint(), (fingerprint, before) -> before.with(notice));
        }
        addToItsAlert(notice);
        recent.addFirst(notice);
        if (recent.size() > MOST_RECENT) {
            recent.pollLast();
        }
    }

    /** All notices of an alert are in one partition, so which of them are kept depends on the log alone. */
    private void addToItsAlert(NoticeRecord notice) {
        var known = byAlert.computeIfAbsent(notice.fingerprint(), it -> new ArrayDeque<>(1));
        synchronized (known) {
            known.addLast(notice);
            if (known.size() > MOST_OF_ONE_ALERT) {
                known.removeFirst();
            }
        }
    }

    void remove(String fingerprint) {
        decisions.remove(fingerprint);
        byAlert.remove(fingerprint);
    }

    /** The newest notices of an alert, of all its incidents, oldest first. */
    public List<NoticeRecord> of(String fingerprint) {
        var known = byAlert.get(fingerprint);
        if (known == null) {
            return List.of();
        }
        synchronized (known) {
            return List.copyOf(known);
        }
    }

    public Optional<Decision> decision(String fingerprint) {
        return Optional.ofNullable(decisions.get(fingerprint));
    }

    /** Recent notices, the newest first by their partition; at most a thousand. */
    public List<NoticeRecord> recent() {
        return List.copyOf(recent);
    }
}
