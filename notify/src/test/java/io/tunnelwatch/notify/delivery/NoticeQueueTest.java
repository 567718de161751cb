package io.tunnelwatch.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.receiver.PlainNotices;
import io.tunnelwatch.notify.receiver.SendLimit;
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
    private static final SendLimit WIDE = new SendLimit(10, Duration.ofSeconds(1), 20);

    private static final SendLimit ONE_EACH = new SendLimit(1_000, Duration.ofSeconds(1), 1);

    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private int offset;

    @Test
    void shouldSendInTheOrderOfArrival() {
        var outbox = outbox(WIDE);
        add(outbox, "1", "a", AlertSeverity.WARNING);
        add(outbox, "2", "b", AlertSeverity.WARNING);
        add(outbox, "3", "a", AlertSeverity.WARNING);

        assertThat(deliverAll(outbox)).containsExactly("1", "2", "3");
    }

    @Test
    void shouldSendADigestOfWhatIsTooMuchAndCriticalAlertsFirst() {
        // Given
        var outbox = outbox(new SendLimit(1, Duration.ofSeconds(1), 3));
        for (int i = 0; i < 4; i++) {
            add(outbox, "w" + i, "warning" + i, AlertSeverity.WARNING);
        }
        add(outbox, "i", "rising", AlertSeverity.WARNING);
        add(outbox, "c", "rising", AlertSeverity.CRITICAL);

        // When
        var first = deliver(outbox);
        now = now.plusSeconds(1);
        var second = deliver(outbox);

        // Then: those of one alert stay in order, and within a digest the oldest comes first
        assertThat(first).containsExactly("w0", "i", "c");
        assertThat(second).containsExactly("w1", "w2", "w3");
        assertThat(outbox.size()).isZero();
    }

    /** Somebody gives a thousand connections a tag, and PagerDuty takes no digest. */
    @Test
    void shouldSendChangedConfigurationsAfterEverythingElse() {
        var outbox = outbox(ONE_EACH);
        for (int i = 0; i < 3; i++) {
            var change = Notification.newBuilder(
                            PlainNotices.of("change" + i, PlainNotices.alert("x", AlertSeverity.WARNING), "chat"))
                    .setFingerprint("connection/acct/region/vco-" + i)
                    .setKind(NotificationKind.CONFIGURATION_CHANGED)
                    .setAlert(null)
                    .build();
            outbox.add(new Notice(change, 0, offset++, now));
        }
        add(outbox, "w", "warning", AlertSeverity.WARNING);

        assertThat(deliverAll(outbox)).containsExactly("w", "change0", "change1", "change2");
    }

    @Test
    void shouldKeepAPartOfTheBudgetForCriticalAlerts() {
        // Given: all that others may spend is spent
        var outbox = outbox(new SendLimit(20, Duration.ofMinutes(1), 20));
        fill(outbox);
        for (int i = 0; i < 8; i++) {
            add(outbox, "w" + i, "warning" + i, AlertSeverity.WARNING);
            assertThat(deliver(outbox)).containsExactly("w" + i);
        }
        add(outbox, "w8", "warning8", AlertSeverity.WARNING);
        assertThat(outbox.next(now)).isEmpty();

        // When
        add(outbox, "c", "critical", AlertSeverity.CRITICAL);

        // Then
        assertThat(deliver(outbox)).contains("c");
    }

    @Test
    void shouldRetryWithPausesThatGrowAndObeyWhatIsAskedFor() {
        // Given
        var outbox = outbox(ONE_EACH);
        add(outbox, "1", "a", AlertSeverity.WARNING);
        var pauses = new ArrayList<Duration>();

        // When
        SendRequest batch = awaitNext(outbox);
        for (int i = 0; i < 12; i++) {
            outbox.settle(batch, SendOutcome.retry("HTTP 503"), now);
            Instant failed = now;
            batch = awaitNext(outbox);
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
        outbox.settle(batch, new SendOutcome.Retry(Optional.of(Duration.ofMinutes(7)), "HTTP 429"), now);
        now = now.plus(Duration.ofMinutes(7)).minusMillis(1);
        assertThat(outbox.next(now)).isEmpty();
        now = now.plusMillis(1);
        assertThat(outbox.next(now)).isPresent();
    }

    @Test
    void shouldGiveUpAfterAnHourOfTryingAndNotBefore() {
        // Given
        var outbox = outbox(ONE_EACH);
        add(outbox, "old", "a", AlertSeverity.WARNING);
        Instant began = now;
        List<Fate> fates = List.of();
        boolean isAdded = false;

        // When
        while (fates.isEmpty()) {
            fates = outbox.settle(awaitNext(outbox), SendOutcome.retry("HTTP 503"), now);
            if (!isAdded && Duration.between(began, now).toMinutes() >= 30) {
                add(outbox, "young", "b", AlertSeverity.WARNING);
                isAdded = true;
            }
        }

        // Then
        assertThat(fates).singleElement().satisfies(it -> {
            assertThat(it.notice().id()).isEqualTo("old");
            assertThat(it.reason()).isEqualTo(Fate.Reason.GIVEN_UP);
            assertThat(it.detail()).isEqualTo("HTTP 503");
            assertThat(it.attempts()).isGreaterThan(5);
        });
        assertThat(Duration.between(began, now)).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(67));
        assertThat(outbox.size()).isEqualTo(1);
    }

    @Test
    void shouldNeverRetryWhatIsRefused() {
        var outbox = outbox(ONE_EACH);
        add(outbox, "bad", "a", AlertSeverity.WARNING);
        add(outbox, "good", "b", AlertSeverity.WARNING);

        var fates = settle(outbox, new SendOutcome.Refused("HTTP 400"));

        assertThat(fates).extracting(Fate::reason).containsExactly(Fate.Reason.REFUSED);
        now = now.plusMillis(10);
        assertThat(deliver(outbox)).containsExactly("good");
        assertThat(outbox.size()).isZero();
    }

    /** The receiver does not say which notice of a digest it refuses. */
    @Test
    void shouldSendTheNoticesOfARefusedDigestOneByOne() {
        // Given
        var outbox = outbox(new SendLimit(1, Duration.ofSeconds(1), 3));
        add(outbox, "1", "a", AlertSeverity.WARNING);
        add(outbox, "2", "b", AlertSeverity.WARNING);
        add(outbox, "3", "c", AlertSeverity.WARNING);

        // When
        assertThat(settle(outbox, new SendOutcome.Refused("HTTP 413"))).isEmpty();
        var delivered = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(1);
            delivered.addAll(deliver(outbox));
        }

        // Then
        assertThat(delivered).containsExactly("1", "2", "3");
    }

    /** Another composition would be another id, and the receiver could not drop the repeat. */
    @Test
    void shouldRepeatADigestAsItWas() {
        var outbox = outbox(new SendLimit(1, Duration.ofSeconds(1), 3));
        add(outbox, "1", "a", AlertSeverity.WARNING);
        add(outbox, "2", "b", AlertSeverity.WARNING);
        settle(outbox, SendOutcome.retry("the answer was lost"));
        add(outbox, "3", "c", AlertSeverity.WARNING);

        now = now.plusSeconds(2);
        assertThat(deliver(outbox)).as("not yet tried").containsExactly("3");
        now = now.plusSeconds(2);
        assertThat(deliver(outbox)).containsExactly("1", "2");
    }

    @Test
    void shouldLetOtherAlertsPassOneThatAlwaysFails() {
        var outbox = outbox(ONE_EACH);
        add(outbox, "poison", "a", AlertSeverity.WARNING);
        outbox.settle(awaitNext(outbox), SendOutcome.retry("HTTP 500"), now);
        add(outbox, "behind", "a", AlertSeverity.WARNING);
        add(outbox, "other", "b", AlertSeverity.WARNING);

        var fates = outbox.settle(awaitNext(outbox), SendOutcome.DELIVERED, now);

        assertThat(fates).extracting(it -> it.notice().id()).containsExactly("other");
        assertThat(outbox.size()).isEqualTo(2);
    }

    @Test
    void shouldAskADestinationThatIsGoneNoMore() {
        var outbox = outbox(ONE_EACH);
        add(outbox, "1", "a", AlertSeverity.WARNING);
        add(outbox, "2", "b", AlertSeverity.WARNING);

        assertThat(settle(outbox, new SendOutcome.Gone("HTTP 410")))
                .extracting(Fate::reason)
                .containsExactly(Fate.Reason.GONE, Fate.Reason.GONE);
        add(outbox, "3", "c", AlertSeverity.WARNING);
        now = now.plusSeconds(9_999);
        assertThat(outbox.next(now)).isEmpty();
        assertThat(outbox.giveUp(now)).extracting(Fate::reason).containsExactly(Fate.Reason.GONE);
    }

    @Test
    void shouldForgetWhatAnotherProcessDelivered() {
        var outbox = outbox(ONE_EACH);
        add(outbox, "1", "a", AlertSeverity.WARNING);
        add(outbox, "2", "a", AlertSeverity.WARNING);

        assertThat(outbox.forget("1")).map(Notice::id).hasValue("1");
        assertThat(outbox.forget("1")).isEmpty();
        assertThat(deliver(outbox)).containsExactly("2");
    }

    private static NoticeQueue outbox(SendLimit budget) {
        return new NoticeQueue(budget, new Random(7));
    }

    private void add(NoticeQueue outbox, String id, String fingerprint, AlertSeverity severity) {
        outbox.add(
                new Notice(PlainNotices.of(id, PlainNotices.alert(fingerprint, severity), "chat"), 0, offset++, now));
    }

    /** Lets the budget flow in, which begins nearly empty. */
    private void fill(NoticeQueue outbox) {
        assertThat(outbox.next(now)).isEmpty();
        now = now.plusSeconds(300);
    }

    private SendRequest awaitNext(NoticeQueue outbox) {
        Optional<SendRequest> next = outbox.next(now);
        while (next.isEmpty()) {
            now = now.plusMillis(100);
            next = outbox.next(now);
        }
        return next.get();
    }

    private List<Fate> settle(NoticeQueue outbox, SendOutcome outcome) {
        return outbox.settle(outbox.next(now).orElseThrow(), outcome, now);
    }

    private List<String> deliver(NoticeQueue outbox) {
        return settle(outbox, SendOutcome.DELIVERED).stream()
                .map(it -> it.notice().id())
                .toList();
    }

    private List<String> deliverAll(NoticeQueue outbox) {
        var ids = new ArrayList<String>();
        while (outbox.size() > 0) {
            outbox.next(now).ifPresent(it -> outbox.settle(it, SendOutcome.DELIVERED, now)
                    .forEach(fate -> ids.add(fate.notice().id())));
            now = now.plusSeconds(1);
        }
        return ids;
    }
}
