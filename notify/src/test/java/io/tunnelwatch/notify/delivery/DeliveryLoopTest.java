package io.tunnelwatch.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.PlainNotices;
import io.tunnelwatch.notify.receiver.RateLimit;
import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeliveryLoopTest {
    private static final RateLimit WIDE = new RateLimit(1_000, Duration.ofSeconds(1), 1);

    private final List<String> told = new ArrayList<>();
    private final List<DeliveryResult> results = new ArrayList<>();
    private final List<Notification> notices = new ArrayList<>();
    private SendOutcome answer = SendOutcome.DELIVERED;
    private Instant now = PlainNotices.FIRED;
    private final DeliveryLoop loop = new DeliveryLoop(
            new DeliveryEndpoint("chat", "chat", new TestReceiver()),
            List.of("mail"),
            () -> new NoticeQueue(WIDE, new Random(7)),
            (some, at) -> results.addAll(some),
            notices::add,
            () -> now);

    private final class TestReceiver implements Receiver {
        @Override
        public SendOutcome tell(Message message, Instant at) {
            message.notices().forEach(it -> told.add(it.getNotificationId()));
            return answer;
        }

        @Override
        public RateLimit rateLimit() {
            return WIDE;
        }
    }

    @Test
    void shouldDeliverOnlyWhatIsForThisDestination() {
        begin(0);
        loop.read(0, 0, decision("mine", "chat", "mail"));
        loop.read(0, 1, decision("other", "mail"));
        loop.read(0, 2, ended("mine", NotificationOutcome.DELIVERED, "mail"));
        work();

        assertThat(told).containsExactly("mine");
        assertThat(loop.committable()).containsEntry(0, 3L);
    }

    @Test
    void shouldCommitOnlyWhatHasItsFate() {
        begin(0);
        answer = SendOutcome.retry("HTTP 503");
        loop.read(0, 0, decision("a", "chat"));
        loop.read(1, 7, decision("b", "chat"));
        loop.read(0, 1, decision("c", "chat"));
        assertThat(loop.committable()).containsEntry(0, 0L).containsEntry(1, 7L);
        work();
        assertThat(loop.committable()).containsEntry(0, 0L);
        answer = SendOutcome.DELIVERED;
        work();

        assertThat(loop.committable()).containsEntry(0, 2L).containsEntry(1, 8L);
    }

    /** What another process delivered before it died stands behind the decision in the log. */
    @Test
    void shouldNotRepeatWhatTheLogSaysIsDelivered() {
        begin(5);
        loop.read(0, 5, decision("a", "chat"));
        loop.read(0, 6, decision("b", "chat"));
        loop.read(0, 7, ended("a", NotificationOutcome.DELIVERED, "chat"));
        work();

        assertThat(told).containsExactly("b");
        assertThat(loop.committable()).containsEntry(0, 8L);
    }

    @Test
    void shouldTellTheOthersOnceThatADestinationFailsAndThatItIsBack() {
        begin(0);
        answer = new SendOutcome.Refused("HTTP 400");
        loop.read(0, 0, decision("a", "chat"));
        loop.read(0, 1, decision("b", "chat"));
        work();
        answer = SendOutcome.DELIVERED;
        loop.read(0, 2, decision("c", "chat"));
        loop.read(0, 3, decision("d", "chat"));
        work();

        assertThat(notices)
                .extracting(Notification::getKind)
                .containsExactly(NotificationKind.DELIVERY_FAILING, NotificationKind.DELIVERY_RESTORED);
        assertThat(notices).allSatisfy(it -> {
            assertThat(it.getFingerprint()).isEqualTo("destination/chat");
            assertThat(it.getDestinations()).containsExactly("mail");
            assertThat(it.getOutcome()).isEqualTo(NotificationOutcome.NOTIFY);
        });
        assertThat(notices.get(0).getDetail()).contains("chat does not take notices: HTTP 400");
    }

    /** A restart must not forget to say that the destination is back. */
    @Test
    void shouldReadAgainThatItFailsUntilTheEndIsWritten() {
        // Given: the record stands in the log, and everything after it has its result
        begin(0);
        var failing = PlainNotices.of("x", "destination/chat", NotificationKind.DELIVERY_FAILING, "mail");
        loop.read(0, 0, failing);
        loop.read(0, 1, decision("a", "mail"));
        assertThat(loop.committable()).containsEntry(0, 0L);

        // When: another process begins there
        begin(0);
        loop.read(0, 0, failing);
        loop.read(0, 1, decision("b", "chat"));
        work();

        // Then
        assertThat(notices).extracting(Notification::getKind).containsExactly(NotificationKind.DELIVERY_RESTORED);
        loop.read(0, 2, notices.get(0));
        assertThat(loop.committable()).containsEntry(0, 3L);
    }

    @Test
    void shouldGiveUpAfterAnHourAndSayHowOftenItTried() {
        begin(0);
        answer = SendOutcome.retry("HTTP 503");
        loop.read(0, 0, decision("a", "chat"));
        for (int second = 0; second < 4_000; second++) {
            now = now.plusSeconds(1);
            loop.work();
        }

        assertThat(results).singleElement().satisfies(it -> {
            assertThat(it.reason()).isEqualTo(DeliveryResult.Reason.GIVEN_UP);
            assertThat(it.attempts()).isEqualTo(told.size()).isBetween(10, 25);
        });
        assertThat(notices).singleElement().satisfies(it -> assertThat(it.getKind())
                .isEqualTo(NotificationKind.DELIVERY_FAILING));
        assertThat(loop.committable()).containsEntry(0, 1L);
        assertThat(loop.trouble()).isEqualTo("HTTP 503");
    }

    @Test
    void shouldKnowThatItsDestinationIsOutOfReachUntilThatTakesANotice() {
        assertThat(loop.reach()).isEqualTo(Reach.ELSEWHERE);
        begin(0);
        assertThat(loop.reach()).isEqualTo(Reach.WORKING);
        answer = SendOutcome.retry("HTTP 503");
        loop.read(0, 0, decision("a", "chat"));
        work();
        assertThat(loop.reach()).isEqualTo(Reach.WORKING);
        now = PlainNotices.FIRED.plusSeconds(299);
        assertThat(loop.reach()).isEqualTo(Reach.WORKING);
        now = PlainNotices.FIRED.plusSeconds(300);
        assertThat(loop.reach()).isEqualTo(Reach.STUCK);

        // When: the notice is given up, and nothing waits any more
        now = PlainNotices.FIRED.plusSeconds(3_700);
        work();

        // Then
        assertThat(results).hasSize(1);
        assertThat(loop.reach()).isEqualTo(Reach.FAILING);
        answer = SendOutcome.DELIVERED;
        loop.read(0, 1, decision("b", "chat"));
        work();
        assertThat(loop.reach()).isEqualTo(Reach.WORKING);
        loop.begin(Map.of());
        assertThat(loop.reach()).isEqualTo(Reach.ELSEWHERE);
    }

    /** Alertmanager is told again and again of what fires, and so of a notice that was given up. */
    @Test
    void shouldBeWithinReachWhenItHearsAgainOfWhatFires() {
        var table = new DeliveryLoop(
                new DeliveryEndpoint("chat", "chat", new TestReceiver()),
                List.of("mail"),
                () -> new AlertmanagerQueue(WIDE, new Random(7)),
                (some, at) -> results.addAll(some),
                notices::add,
                () -> now);
        table.begin(Map.of(0, 0L));
        answer = SendOutcome.retry("HTTP 503");
        table.read(0, 0, decision("a", "chat"));
        table.work();
        now = now.plusSeconds(3_700);
        table.work();
        assertThat(table.reach()).isEqualTo(Reach.FAILING);

        // When
        answer = SendOutcome.DELIVERED;
        now = now.plusSeconds(60);
        table.work();

        // Then
        assertThat(notices).hasSize(1); // no notice has been delivered
        assertThat(table.reach()).isEqualTo(Reach.WORKING);
    }

    /** A process that takes over knows what the one before it wrote. */
    @Test
    void shouldBeOutOfReachAfterARestartToo() {
        begin(0);
        loop.read(0, 0, PlainNotices.of("x", "destination/chat", NotificationKind.DELIVERY_FAILING, "mail"));

        assertThat(loop.reach()).isEqualTo(Reach.FAILING);
    }

    @Test
    void shouldTellTheAgeOfTheOldestNotice() {
        begin(0);
        answer = SendOutcome.retry("HTTP 503");
        loop.read(0, 0, decision("a", "chat"));
        loop.work();
        now = now.plusSeconds(90);
        assertThat(loop.age()).isEqualTo(90);
        answer = SendOutcome.DELIVERED;
        work();
        assertThat(loop.age()).isZero();
    }

    private void begin(long offset) {
        loop.begin(Map.of(0, offset, 1, offset));
    }

    private void work() {
        for (int i = 0; i < 20; i++) {
            now = now.plusMillis(500);
            loop.work();
        }
    }

    private static Notification decision(String id, String... destinations) {
        return PlainNotices.of(id, PlainNotices.alert("of-" + id, AlertSeverity.WARNING), destinations);
    }

    private static Notification ended(String id, NotificationOutcome outcome, String destination) {
        return Notification.newBuilder(decision(id, destination))
                .setOutcome(outcome)
                .setAlert(null)
                .build();
    }
}
