package io.tunnelwatch.notify;

import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.schemas.topics.NoticeFingerprints;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A notice that only shows that a destination can be reached. It stands in no topic. */
public final class TestNotice {
    private TestNotice() {}

    /** What became of it. */
    public record Answer(boolean isTaken, String text) {}

    /** Sends it to a destination, and to each member of a cluster; returns the answers by their names. */
    public static Map<String, Answer> send(NotifySettings settings, String destination, Instant now) {
        var answers = new TreeMap<String, Answer>();
        try (var client = settings.proxy().map(GuardedHttpClient::through).orElseGet(GuardedHttpClient::new);
                var receivers = new Receivers(client, settings.style())) {
            settings.destinations().stream()
                    .filter(it -> it.name().equals(destination))
                    .flatMap(it -> receivers.of(it).stream())
                    .forEach(it -> answers.put(
                            it.name(), answer(it.receiver().tell(Message.of(notice(destination, now)), now))));
        }
        return answers;
    }

    private static Answer answer(SendOutcome outcome) {
        if (outcome instanceof SendOutcome.Delivered) {
            return new Answer(true, "delivered");
        }
        if (outcome instanceof SendOutcome.Retry it) {
            return new Answer(false, "not delivered, a notice would be sent again: " + it.why());
        }
        if (outcome instanceof SendOutcome.Refused it) {
            return new Answer(false, "refused: " + it.why());
        }
        return new Answer(false, "the receiver is gone: " + ((SendOutcome.Gone) outcome).why());
    }

    private static Notification notice(String destination, Instant now) {
        return Notification.newBuilder()
                .setNotificationId("test-" + now.toEpochMilli())
                .setFingerprint(NoticeFingerprints.ofDestination(destination))
                .setKind(NotificationKind.TEST)
                .setOutcome(NotificationOutcome.NOTIFY)
                .setReason("TEST")
                .setDetail("This is a test of the destination " + destination + ". Nothing is wrong.")
                .setDestinations(List.of(destination))
                .setAt(now)
                .build();
    }
}
