package io.tunnelwatch.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.receiver.AlertmanagerFormat;
import io.tunnelwatch.notify.receiver.PlainNotices;
import io.tunnelwatch.notify.receiver.RateLimit;
import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertmanagerQueueTest {
    private static final Alert FIRING = PlainNotices.alert("a", AlertSeverity.CRITICAL);

    private final AlertmanagerQueue table =
            new AlertmanagerQueue(new RateLimit(100, Duration.ofSeconds(1), 8), new Random(7));
    private Instant now = PlainNotices.FIRED.plusSeconds(1);
    private int offset;

    @Test
    void shouldSendAFiringAlertEachMinute() {
        add(PlainNotices.of("n1", FIRING, "am"));
        assertThat(deliver()).containsExactly("n1");

        var times = new ArrayList<Integer>();
        for (int second = 1; second <= 300; second++) {
            now = now.plusSeconds(1);
            if (!sent().isEmpty()) {
                times.add(second);
            }
        }

        assertThat(times).containsExactly(60, 120, 180, 240, 300);
    }

    @Test
    void shouldSendAResolvedAlertForAQuarterOfAnHour() {
        add(PlainNotices.of("n1", FIRING, "am"));
        deliver();
        add(PlainNotices.of("n2", PlainNotices.resolved(FIRING, now), "am"));
        assertThat(deliver()).containsExactly("n2");

        int repeats = 0;
        for (int second = 1; second <= 1_800; second++) {
            now = now.plusSeconds(1);
            for (Notification it : sent()) {
                assertThat(it.getAlert().getActive()).isFalse();
                repeats++;
            }
        }

        assertThat(repeats).isEqualTo(14);
        assertThat(table.oldest()).isEmpty();
    }

    /** The severity is a label: Alertmanager takes the alert for another one. */
    @Test
    void shouldEndTheOldLabelsWhenTheSeverityChanges() {
        add(PlainNotices.of("n1", PlainNotices.alert("a", AlertSeverity.WARNING), "am"));
        deliver();
        now = now.plusSeconds(9);
        add(PlainNotices.of("n2", FIRING, "am"));

        var sent = sent();

        assertThat(sent).hasSize(2);
        assertThat(sent)
                .filteredOn(it -> it.getAlert().getActive())
                .singleElement()
                .satisfies(it -> assertThat(AlertmanagerFormat.labels(it)).containsEntry("severity", "critical"));
        assertThat(sent)
                .filteredOn(it -> !it.getAlert().getActive())
                .singleElement()
                .satisfies(it -> {
                    assertThat(AlertmanagerFormat.labels(it)).containsEntry("severity", "warning");
                    assertThat(it.getAlert().getResolvedAt()).isEqualTo(FIRING.getUpdatedAt());
                });
    }

    /** The record that resolves an alert may have another severity, or miss the context. */
    @Test
    void shouldResolveUnderTheLabelsThatFired() {
        add(PlainNotices.of("n1", FIRING, "am"));
        deliver();
        var resolved = PlainNotices.resolved(PlainNotices.alert("a", AlertSeverity.WARNING), now);
        add(PlainNotices.of("n2", resolved, "am"));

        assertThat(sent()).singleElement().satisfies(it -> {
            assertThat(it.getAlert().getActive()).isFalse();
            assertThat(AlertmanagerFormat.labels(it)).containsEntry("severity", "critical");
        });
    }

    @Test
    void shouldNotSendWhatIsSilentButLetNothingFireForEver() {
        table.learn(silent(FIRING), now);
        assertThat(sent()).isEmpty();

        add(PlainNotices.of("n1", FIRING, "am"));
        deliver();
        table.learn(silent(PlainNotices.resolved(FIRING, now)), now);
        assertThat(sent())
                .singleElement()
                .satisfies(it -> assertThat(it.getAlert().getActive()).isFalse());
    }

    @Test
    void shouldSendEverythingAgainAfterAFailure() {
        add(PlainNotices.of("n1", FIRING, "am"));
        add(PlainNotices.of("n2", PlainNotices.alert("b", AlertSeverity.WARNING), "am"));
        assertThat(deliver()).hasSize(2);
        now = now.plusSeconds(61);
        settle(SendOutcome.retry("nobody listens there"));
        assertThat(table.next(now)).isEmpty();
        now = now.plusSeconds(2);

        assertThat(sent()).hasSize(2);
    }

    /** A 400 names no alert, and some of them may have been taken. */
    @Test
    void shouldFindTheOneThatIsRefused() {
        // Given
        IntStream.range(0, 8)
                .forEach(i -> add(PlainNotices.of("n" + i, PlainNotices.alert("a" + i, AlertSeverity.WARNING), "am")));
        var results = new ArrayList<DeliveryResult>();

        // When
        for (int i = 0; i < 50; i++) {
            now = now.plusMillis(100);
            var batch = table.next(now);
            if (batch.isPresent()) {
                boolean isBad = batch.get().message().notices().stream()
                        .anyMatch(it -> it.getNotificationId().equals("n5"));
                results.addAll(table.settle(
                        batch.get(), isBad ? new SendOutcome.Refused("HTTP 400") : SendOutcome.DELIVERED, now));
            }
        }

        // Then
        assertThat(results).hasSize(8);
        assertThat(results).filteredOn(it -> !it.isDelivered()).singleElement().satisfies(it -> assertThat(
                        it.notice().id())
                .isEqualTo("n5"));
        now = now.plusSeconds(60);
        assertThat(sent()).hasSize(7);
    }

    @Test
    void shouldGiveUpANoticeAfterAnHourAndKeepTheState() {
        add(PlainNotices.of("n1", FIRING, "am"));
        var results = new ArrayList<DeliveryResult>();
        Instant began = now;
        while (results.isEmpty()) {
            now = now.plusSeconds(1);
            table.next(now).ifPresent(it -> results.addAll(table.settle(it, SendOutcome.retry("HTTP 503"), now)));
        }

        assertThat(results).singleElement().satisfies(it -> assertThat(it.reason())
                .isEqualTo(DeliveryResult.Reason.GIVEN_UP));
        assertThat(Duration.between(began, now)).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(62));
        now = now.plusSeconds(60);
        assertThat(sent()).as("Alertmanager is told when it is back").hasSize(1);
    }

    @Test
    void shouldNotTellOfWhatWasOverLongBeforeTheStart() {
        table.learn(PlainNotices.of("n1", FIRING, "am"), now.plusSeconds(86_400));
        table.learn(PlainNotices.of("n2", PlainNotices.resolved(FIRING, now), "am"), now.plusSeconds(86_400));
        now = now.plusSeconds(86_400);

        assertThat(sent()).isEmpty();
    }

    @Test
    void shouldSayThatAlertmanagerHasNoUseForMaintenance() {
        add(PlainNotices.of("n1", "maintenance/7", NotificationKind.MAINTENANCE_STARTED, "am"));
        assertThat(sent()).isEmpty();
        assertThat(table.giveUp(now))
                .extracting(DeliveryResult::reason)
                .containsExactly(DeliveryResult.Reason.NOT_NEEDED);
        assertThat(table.size()).isZero();
    }

    @Test
    void shouldFireWhileADestinationFails() {
        add(PlainNotices.of("n1", "destination/chat", NotificationKind.DELIVERY_FAILING, "am"));
        assertThat(deliver()).containsExactly("n1");
        now = now.plusSeconds(60);
        assertThat(sent()).hasSize(1);
        add(PlainNotices.of("n2", "destination/chat", NotificationKind.DELIVERY_RESTORED, "am"));
        assertThat(deliver()).containsExactly("n2");
    }

    @Test
    void shouldForgetWhatAnotherProcessDelivered() {
        add(PlainNotices.of("n1", FIRING, "am"));
        assertThat(table.forget("n1")).isPresent();
        assertThat(table.forget("n1")).isEmpty();
        assertThat(sent()).as("the state stays").hasSize(1);
    }

    private void add(Notification decision) {
        table.learn(decision, now);
        table.add(new Notice(decision, 0, offset++, now));
    }

    private static Notification silent(Alert alert) {
        return Notification.newBuilder(PlainNotices.of("s-" + alert.getStatus(), alert))
                .setOutcome(NotificationOutcome.SILENT)
                .setReason(alert.getStatus() == AlertStatus.FIRING ? "INHIBITED" : "IN_MAINTENANCE")
                .build();
    }

    private List<String> deliver() {
        return settle(SendOutcome.DELIVERED).stream()
                .map(it -> it.notice().id())
                .toList();
    }

    private List<DeliveryResult> settle(SendOutcome outcome) {
        return table.settle(table.next(now).orElseThrow(), outcome, now);
    }

    private List<Notification> sent() {
        var next = table.next(now);
        next.ifPresent(it -> table.settle(it, SendOutcome.DELIVERED, now));
        return next.map(it -> it.message().notices()).orElse(List.of());
    }
}
