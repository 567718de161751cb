package io.tunnelwatch.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.receiver.PlainNotices;
import io.tunnelwatch.notify.receiver.RateLimit;
import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.v1.AlertSeverity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random histories of notices and answers: nothing is lost, nothing is settled twice, the notices of one alert stay in order, and
 * no window of the rate limit's length sees more requests than it allows.
 */
class NoticeQueueHistoryTest {
    private static final int HISTORIES = Integer.getInteger("histories", 500);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @Test
    void shouldKeepItsGuaranteesInEveryHistory() {
        var reasons = new HashSet<DeliveryResult.Reason>();
        var digests = new HashSet<Boolean>();
        for (int i = 0; i < HISTORIES; i++) {
            var history = new History(SEED + i);
            history.run();
            reasons.addAll(history.reasons);
            digests.add(history.hasDigest);
        }
        assertThat(reasons)
                .as("the histories come by every end")
                .contains(
                        DeliveryResult.Reason.DELIVERED, DeliveryResult.Reason.REFUSED, DeliveryResult.Reason.GIVEN_UP);
        assertThat(digests).as("the histories come by digests").contains(true, false);
    }

    private static final class History {
        private final long seed;
        private final Random random;
        private final RateLimit limit;
        private final NoticeQueue queue;
        private final Map<String, Notice> added = new LinkedHashMap<>();
        private final Map<String, DeliveryResult> settled = new HashMap<>();
        private final Map<String, Long> lastDelivered = new HashMap<>();
        private final Map<String, List<String>> composition = new HashMap<>();
        private final Deque<Instant> requests = new ArrayDeque<>();
        private final Set<DeliveryResult.Reason> reasons = new HashSet<>();
        private Instant now = Instant.parse("2026-03-01T10:00:00Z");
        private boolean hasDigest;
        private double health;

        History(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.limit = new RateLimit(
                    1 + random.nextInt(20), Duration.ofSeconds(1 + random.nextInt(60)), 1 + random.nextInt(8));
            this.queue = new NoticeQueue(limit, random);
            this.health = random.nextDouble();
        }

        void run() {
            for (int step = 0; step < 150; step++) {
                act();
            }
            health = 1;
            for (int step = 0; queue.size() > 0; step++) {
                assertThat(step)
                        .as("seed %d: everything ends once the destination is well", seed)
                        .isLessThan(20_000);
                request();
                now = now.plusMillis(500 + random.nextInt(5_000));
            }
            assertThat(settled.keySet()).as("seed %d: nothing lost", seed).isEqualTo(added.keySet());
        }

        private void act() {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> add();
                case 3, 4, 5 -> request();
                case 6 -> now = now.plusMillis(random.nextInt(3_000));
                default -> {
                    now = now.plusSeconds(random.nextInt(1_200));
                    if (random.nextInt(4) == 0) {
                        health = random.nextDouble();
                    }
                }
            }
        }

        private void add() {
            String id = "n" + added.size();
            var severity = random.nextInt(4) == 0 ? AlertSeverity.CRITICAL : AlertSeverity.WARNING;
            var notice = new Notice(
                    PlainNotices.of(id, PlainNotices.alert("a" + random.nextInt(6), severity), "chat"),
                    0,
                    added.size(),
                    now);
            added.put(id, notice);
            queue.add(notice);
        }

        private void request() {
            settle(queue.giveUp(now));
            Optional<SendRequest> request = queue.next(now);
            if (request.isEmpty()) {
                return;
            }
            count();
            var ids = request.get().message().notices().stream()
                    .map(it -> it.getNotificationId())
                    .toList();
            hasDigest |= ids.size() > 1;
            assertThat(ids.size()).as("seed %d", seed).isLessThanOrEqualTo(limit.noticesPerRequest());
            SendOutcome outcome = outcome();
            sameAsBefore(ids, outcome);
            now = now.plusMillis(random.nextInt(300));
            settle(queue.settle(request.get(), outcome, now));
        }

        /** A tried digest is repeated as it was, until it is refused and sent one by one. */
        private void sameAsBefore(List<String> ids, SendOutcome outcome) {
            for (String id : ids) {
                List<String> before = composition.get(id);
                assertThat(before == null ? ids : before)
                        .as("seed %d: %s", seed, id)
                        .isEqualTo(ids);
                if (outcome instanceof SendOutcome.Refused) {
                    composition.put(id, List.of(id));
                } else {
                    composition.put(id, ids);
                }
            }
        }

        private SendOutcome outcome() {
            double dice = random.nextDouble();
            if (dice < health) {
                return SendOutcome.DELIVERED;
            }
            return random.nextInt(6) == 0
                    ? new SendOutcome.Refused("refused")
                    : new SendOutcome.Retry(
                            random.nextBoolean()
                                    ? Optional.empty()
                                    : Optional.of(Duration.ofSeconds(random.nextInt(120))),
                            "later");
        }

        private void count() {
            Instant from = now.minus(limit.per());
            requests.removeIf(it -> !it.isAfter(from));
            requests.add(now);
            assertThat(requests.size())
                    .as("seed %d: the limit %s at %s", seed, limit, now)
                    .isLessThanOrEqualTo(limit.requests());
        }

        private void settle(List<DeliveryResult> results) {
            for (DeliveryResult it : results) {
                reasons.add(it.reason());
                assertThat(settled.put(it.notice().id(), it))
                        .as("seed %d: %s once", seed, it.notice())
                        .isNull();
                if (it.isDelivered()) {
                    long last = lastDelivered.getOrDefault(it.notice().fingerprint(), -1L);
                    assertThat(it.notice().offset())
                            .as("seed %d: in order", seed)
                            .isGreaterThan(last);
                    lastDelivered.put(it.notice().fingerprint(), it.notice().offset());
                }
                if (it.reason() == DeliveryResult.Reason.GIVEN_UP) {
                    assertThat(Duration.between(it.notice().arrivedAt(), now))
                            .as("seed %d: an hour of trying", seed)
                            .isGreaterThanOrEqualTo(SendQueue.GIVE_UP_AFTER);
                }
            }
        }
    }

    @Test
    void shouldTellTheAgeOfTheOldest() {
        var queue = new NoticeQueue(new RateLimit(1, Duration.ofSeconds(1), 1), new Random(1));
        var ids = new ArrayList<Instant>();
        for (int i = 0; i < 3; i++) {
            Instant at = Instant.ofEpochSecond(100 - i);
            ids.add(at);
            queue.add(new Notice(
                    PlainNotices.of("n" + i, PlainNotices.alert("a" + i, AlertSeverity.INFO), "chat"), 0, i, at));
        }
        assertThat(queue.oldest()).hasValue(ids.get(2));
    }
}
