package io.tunnelwatch.sink.model;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The newest decision about each alert, with what its destinations answered, and the newest notices of all alerts. */
public final class NoticeHistory {
    private static final int MOST_RECENT = 1_000;

    /** More than any installation has destinations, with some of their failures. */
    private static final int MOST_ANSWERS = 64;

    private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
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
        recent.addFirst(notice);
        if (recent.size() > MOST_RECENT) {
            recent.pollLast();
        }
    }

    void remove(String fingerprint) {
        decisions.remove(fingerprint);
    }

    public Optional<Decision> decision(String fingerprint) {
        return Optional.ofNullable(decisions.get(fingerprint));
    }

    /** Recent notices, the newest first by their partition; at most a thousand. */
    public List<NoticeRecord> recent() {
        return List.copyOf(recent);
    }
}
