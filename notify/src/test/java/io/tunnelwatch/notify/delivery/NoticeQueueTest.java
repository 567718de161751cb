package io.tunnelwatch.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.receiver.PlainNotices;
import io.tunnelwatch.notify.receiver.RateLimit;
import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoticeQueueTest {
    /** Ten a second, of which half may be spent at once. */
    private static final RateLimit WIDE = new RateLimit(10, Duration.ofSeconds(1), 20);

    private static final RateLimit ONE_EACH = new RateLimit(1_000, Duration.ofSeconds(1), 1);

    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private int offset;

    @Test
    void shouldSendInTheOrderOfArrival() {
        var queue = queue(WIDE);
        add(queue, "1", "a", AlertSeverity.WARNING);
        add(queue, "2", "b", AlertSeverity.WARNING);
        add(queue, "3", "a", AlertSeverity.WARNING);

        assertThat(deliverAll(queue)).containsExactly("1", "2", "3");
    }

    @Test
    void shouldSendADigestOfWhatIsTooMuchAndCriticalAlertsFirst() {
        // Given
        var queue = queue(new RateLimit(1, Duration.ofSeconds(1), 3));
        for (int i = 0; i < 4; i++) {
            add(queue, "w" + i, "warning" + i, AlertSeverity.WARNING);
        }
        add(queue, "i", "rising", AlertSeverity.WARNING);
        add(queue, "c", "rising", AlertSeverity.CRITICAL);

        // When
        var first = deliver(queue);
        now = now.plusSeconds(1);
        var second = deliver(queue);

        // Then: those of one alert stay in order, and within a digest the oldest comes first
        assertThat(first).containsExactly("w0", "i", "c");
        assertThat(second).containsExactly("w1", "w2", "w3");
        assertThat(queue.size()).isZero();
    }

    /** Somebody gives a thousand connections a tag, and PagerDuty takes no digest. */
    @Test
    void shouldSendChangedConfigurationsAfterEverythingElse() {
        var queue = queue(ONE_EACH);
        for (int i = 0; i < 3; i++) {
            var change = Notification.newBuilder(
                            PlainNotices.of("change" + i, PlainNotices.alert("x", AlertSeverity.WARNING), "chat"))
                    .setFingerprint("connection/acct/region/vco-" + i)
                    .setKind(NotificationKind.CONFIGURATION_CHANGED)
                    .setAlert(null)
                    .build();
            queue.add(new Notice(change, 0, offset++, now));
        }
        add(queue, "w", "warning", AlertSeverity.WARNING);

        assertThat(deliverAll(queue)).containsExactly("w", "change0", "change1", "change2");
    }

    @Test
    void shouldKeepAPartOfTheRateLimitForCriticalAlerts() {
        // Given: all that others may spend is spent
        var queue = queue(new RateLimit(20, Duration.ofMinutes(1), 20));
        fill(queue);
        for (int i = 0; i < 8; i++) {
            add(queue, "w" + i, "warning" + i, AlertSeverity.WARNING);
            assertThat(deliver(queue)).containsExactly("w" + i);
        }
        add(queue, "w8", "warning8", AlertSeverity.WARNING);
        assertThat(queue.next(now)).isEmpty();

        // When
        add(queue, "c", "critical", AlertSeverity.CRITICAL);

        // Then
        assertThat(deliver(queue)).contains("c");
    }

    @Test
    void shouldRetryWithPausesThatGrowAndObeyWhatIsAskedFor() {
        // Given
        var queue = queue(ONE_EACH);
        add(queue, "1", "a", AlertSeverity.WARNING);
        var pauses = new ArrayList<Duration>();

        // When
        SendRequest request = awaitNext(queue);
        for (int i = 0; i < 12; i++) {
            queue.settle(request, SendOutcome.retry("HTTP 503"), now);
            Instant failed = now;
            request = awaitNext(queue);
            pauses.add(Duration.between(failed, now));
        }

        // Then
        for (int i = 0; i < pauses.size(); i++) {
            assertThat(pauses.get(i).toMillis())
                    .as("pause %d", i)
                    .isBetween(
                            Math.min(1_000L << i, 300_000) * 79 / 100,
                            Math.min(1_000L << i, 300_000) * 121 / 100 + 200);
        }
        queue.settle(request, new SendOutcome.Retry(Optional.of(Duration.ofMinutes(7)), "HTTP 429"), now);
        now = now.plus(Duration.ofMinutes(7)).minusMillis(1);
        assertThat(queue.next(now)).isEmpty();
        now = now.plusMillis(1);
        assertThat(queue.next(now)).isPresent();
    }

    @Test
    void shouldGiveUpAfterAnHourOfTryingAndNotBefore() {
        // Given
        var queue = queue(ONE_EACH);
        add(queue, "old", "a", AlertSeverity.WARNING);
        Instant began = now;
        List<DeliveryResult> results = List.of();
        boolean isAdded = false;

        // When
        while (results.isEmpty()) {
            results = queue.settle(awaitNext(queue), SendOutcome.retry("HTTP 503"), now);
            if (!isAdded && Duration.between(began, now).toMinutes() >= 30) {
                add(queue, "young", "b", AlertSeverity.WARNING);
                isAdded = true;
            }
        }

        // Then
        assertThat(results).singleElement().satisfies(it -> {
            assertThat(it.notice().id()).isEqualTo("old");
            assertThat(it.reason()).isEqualTo(DeliveryResult.Reason.GIVEN_UP);
            assertThat(it.detail()).isEqualTo("HTTP 503");
            assertThat(it.attempts()).isGreaterThan(5);
        });
        assertThat(Duration.between(began, now)).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(67));
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void shouldNeverRetryWhatIsRefused() {
        var queue = queue(ONE_EACH);
        add(queue, "bad", "a", AlertSeverity.WARNING);
        add(queue, "good", "b", AlertSeverity.WARNING);

        var results = settle(queue, new SendOutcome.Refused("HTTP 400"));

        assertThat(results).extracting(DeliveryResult::reason).containsExactly(DeliveryResult.Reason.REFUSED);
        now = now.plusMillis(10);
        assertThat(deliver(queue)).containsExactly("good");
        assertThat(queue.size()).isZero();
    }

    /** The receiver does not say which notice of a digest it refuses. */
    @Test
    void shouldSendTheNoticesOfARefusedDigestOneByOne() {
        // Given
        var queue = queue(new RateLimit(1, Duration.ofSeconds(1), 3));
        add(queue, "1", "a", AlertSeverity.WARNING);
        add(queue, "2", "b", AlertSeverity.WARNING);
        add(queue, "3", "c", AlertSeverity.WARNING);

        // When
        assertThat(settle(queue, new SendOutcome.Refused("HTTP 413"))).isEmpty();
        var delivered = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(1);
            delivered.addAll(deliver(queue));
        }

        // Then
        assertThat(delivered).containsExactly("1", "2", "3");
    }

    /** Another composition would be another id, and the receiver could not drop the repeat. */
    @Test
    void shouldRepeatADigestAsItWas() {
        var queue = queue(new RateLimit(1, Duration.ofSeconds(1), 3));
        add(queue, "1", "a", AlertSeverity.WARNING);
        add(queue, "2", "b", AlertSeverity.WARNING);
        settle(queue, SendOutcome.retry("the answer was lost"));
        add(queue, "3", "c", AlertSeverity.WARNING);

        now = now.plusSeconds(2);
        assertThat(deliver(queue)).as("not yet tried").containsExactly("3");
        now = now.plusSeconds(2);
        assertThat(deliver(queue)).containsExactly("1", "2");
    }

    @Test
    void shouldLetOtherAlertsPassOneThatAlwaysFails() {
        var queue = queue(ONE_EACH);
        add(queue, "poison", "a", AlertSeverity.WARNING);
        queue.settle(awaitNext(queue), SendOutcome.retry("HTTP 500"), now);
        add(queue, "behind", "a", AlertSeverity.WARNING);
        add(queue, "other", "b", AlertSeverity.WARNING);

        var results = queue.settle(awaitNext(queue), SendOutcome.DELIVERED, now);

        assertThat(results).extracting(it -> it.notice().id()).containsExactly("other");
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void shouldAskADestinationThatIsGoneNoMore() {
        var queue = queue(ONE_EACH);
        add(queue, "1", "a", AlertSeverity.WARNING);
        add(queue, "2", "b", AlertSeverity.WARNING);

        assertThat(settle(queue, new SendOutcome.Gone("HTTP 410")))
                .extracting(DeliveryResult::reason)
                .containsExactly(DeliveryResult.Reason.GONE, DeliveryResult.Reason.GONE);
        add(queue, "3", "c", AlertSeverity.WARNING);
        now = now.plusSeconds(9_999);
        assertThat(queue.next(now)).isEmpty();
        assertThat(queue.giveUp(now)).extracting(DeliveryResult::reason).containsExactly(DeliveryResult.Reason.GONE);
    }

    @Test
    void shouldForgetWhatAnotherProcessDelivered() {
        var queue = queue(ONE_EACH);
        add(queue, "1", "a", AlertSeverity.WARNING);
        add(queue, "2", "a", AlertSeverity.WARNING);

        assertThat(queue.forget("1")).map(Notice::id).hasValue("1");
        assertThat(queue.forget("1")).isEmpty();
        assertThat(deliver(queue)).containsExactly("2");
    }

    private static NoticeQueue queue(RateLimit limit) {
        return new NoticeQueue(limit, new Random(7));
    }

    private void add(NoticeQueue queue, String id, String fingerprint, AlertSeverity severity) {
        queue.add(new Notice(PlainNotices.of(id, PlainNotices.alert(fingerprint, severity), "chat"), 0, offset++, now));
    }

    /** Fills the bucket, which begins nearly empty. */
    private void fill(NoticeQueue queue) {
        assertThat(queue.next(now)).isEmpty();
        now = now.plusSeconds(300);
    }

    private SendRequest awaitNext(NoticeQueue queue) {
        Optional<SendRequest> next = queue.next(now);
        while (next.isEmpty()) {
            now = now.plusMillis(100);
            next = queue.next(now);
        }
        return next.get();
    }

    private List<DeliveryResult> settle(NoticeQueue queue, SendOutcome outcome) {
        return queue.settle(queue.next(now).orElseThrow(), outcome, now);
    }

    private List<String> deliver(NoticeQueue queue) {
        return settle(queue, SendOutcome.DELIVERED).stream()
                .map(it -> it.notice().id())
                .toList();
    }

    private List<String> deliverAll(NoticeQueue queue) {
        var ids = new ArrayList<String>();
        while (queue.size() > 0) {
            queue.next(now).ifPresent(it -> queue.settle(it, SendOutcome.DELIVERED, now)
                    .forEach(result -> ids.add(result.notice().id())));
            now = now.plusSeconds(1);
        }
        return ids;
    }
}
