package io.tunnelwatch.app.notify;

import static io.tunnelwatch.app.notify.NoticeTopic.firing;
import static io.tunnelwatch.app.notify.NoticeTopic.telling;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.endtoend.TopicReader;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each destination is delivered to by itself, by one process, and nothing is lost when that one dies. */
@SuppressWarnings("NullAway.Init") // @BeforeEach
class DeliveryIT {
    private static final int STORM = 10_000;

    @TempDir
    Path directory;

    private NoticeTopic topic;
    private RecordingReceiver hook;

    @BeforeEach
    void start() throws Exception {
        topic = new NoticeTopic(directory.resolve("broker"));
        hook = new RecordingReceiver();
    }

    @AfterEach
    void stop() {
        hook.close();
        topic.close();
    }

    @Test
    @Tag("F-51")
    void shouldNotLetADestinationThatNeverAnswersDelayAnother() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var notifier = topic.notifier(Map.of(
                        "notify.good.type",
                        "webhook",
                        "notify.good.url",
                        hook.url(),
                        "notify.silent.type",
                        "webhook",
                        "notify.silent.url",
                        "http://127.0.0.1:" + silent.getLocalPort() + "/must-never-be-shown"))) {
            // When
            for (int i = 0; i < 20; i++) {
                topic.send(telling("n" + i, firing("vco-" + i, AlertSeverity.CRITICAL), "good", "silent"));
            }

            // Then
            await(20, () -> assertThat(hook.ids()).hasSize(20));
            await(40, () -> assertThat(notifier.health().detail())
                    .contains("silent takes no notices: no complete answer within 15 s")
                    .doesNotContain("must-never"));
            assertThat(notifier.health().alive()).isTrue();
            assertThat(topic.ended("good", NotificationOutcome.DELIVERED)).hasSize(20);
            assertThat(topic.ended("silent", NotificationOutcome.DELIVERED)).isEmpty();
        }
    }

    @Test
    @Tag("F-52")
    void shouldSetAsideWhatIsRefusedAndTellTheOthers() throws Exception {
        try (var refusing = new RecordingReceiver();
                var notifier = topic.notifier(Map.of(
                        "notify.good.type",
                        "webhook",
                        "notify.good.url",
                        hook.url(),
                        "notify.bad.type",
                        "webhook",
                        "notify.bad.url",
                        refusing.url()))) {
            // Given
            refusing.answer(400);
            topic.send(telling("n1", firing("vco-1", AlertSeverity.CRITICAL), "bad"));
            await(20, () -> assertThat(topic.ended("bad", NotificationOutcome.FAILED))
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.getReason()).isEqualTo("REFUSED");
                        assertThat(it.getDetail()).isEqualTo("HTTP 400");
                        assertThat(it.getAttempts()).isEqualTo(1);
                    }));

            // When
            refusing.answer(200);
            topic.send(telling("n2", firing("vco-2", AlertSeverity.CRITICAL), "bad"));

            // Then
            await(20, () -> assertThat(kinds())
                    .contains(NotificationKind.DELIVERY_FAILING, NotificationKind.DELIVERY_RESTORED));
            await(20, () -> assertThat(hook.ids()).hasSize(2));
            assertThat(hook.told())
                    .extracting(it -> it.body().path("type").asText())
                    .containsExactly("delivery.failing", "delivery.restored");
            assertThat(refusing.ids()).containsExactly("n2");
            assertThat(notifier.health().ready()).isTrue();
            var letters = new TopicReader(
                            topic.reader().bootstrapServers(), topic.reader().registryUrl())
                    .raw("vpn.dead-letters.v1");
            assertThat(letters).singleElement().satisfies(it -> assertThat(new String(
                            it.headers().lastHeader("tunnelwatch_processor").value(), StandardCharsets.UTF_8))
                    .isEqualTo("deliver-bad"));
        }
    }

    /** Too many requests, an address that has moved, and one that is gone: each delays itself only. */
    @Test
    @Tag("F-52")
    void shouldDeliverOnceToWhoeverTakesItInTheEnd() throws Exception {
        try (var busy = new RecordingReceiver();
                var moved = new RecordingReceiver();
                var gone = new RecordingReceiver();
                var notifier =
                        topic.notifier(webhooks(Map.of("good", hook, "busy", busy, "moved", moved, "gone", gone)))) {
            // Given
            busy.answer(429);
            moved.answer(301);
            gone.answer(410);
            topic.send(telling("n1", firing("vco-1", AlertSeverity.CRITICAL), "good", "busy", "moved", "gone"));
            await(20, () -> assertThat(hook.ids()).contains("n1"));
            await(20, () -> assertThat(topic.ended("gone", NotificationOutcome.FAILED))
                    .extracting(Notification::getDetail)
                    .containsExactly("HTTP 410"));

            // When
            List.of(busy, moved, gone).forEach(it -> it.answer(200));

            // Then
            await(60, () -> assertThat(List.of(busy.ids(), moved.ids())).allMatch(it -> it.contains("n1")));
            assertThat(List.of(hook.ids(), busy.ids(), moved.ids()))
                    .allSatisfy(it -> assertThat(it).doesNotHaveDuplicates());
            assertThat(gone.ids()).doesNotContain("n1");
            assertThat(notifier.health().ready()).isTrue();
        }
    }

    private static Map<String, String> webhooks(Map<String, RecordingReceiver> receivers) {
        var settings = new TreeMap<String, String>();
        receivers.forEach((name, it) -> {
            settings.put("notify." + name + ".type", "webhook");
            settings.put("notify." + name + ".url", it.url());
        });
        return settings;
    }

    private List<NotificationKind> kinds() {
        return topic.all().stream().map(Notification::getKind).toList();
    }

    /** The other one must have it within ten seconds of the kill. */
    @Test
    @Tag("F-50")
    void shouldTakeOverFromAKilledProcessAndLoseNothing() throws Exception {
        // Given: two processes, of which one delivers
        var destinations = topic.settings(Map.of("notify.hook.type", "webhook", "notify.hook.url", hook.url()));
        var silences = new ArrayList<Duration>();
        int sent = 0;
        try (var first = new NotifierProcess(directory, "first", destinations)) {
            topic.send(telling("n" + sent, firing("vco-" + sent++, AlertSeverity.WARNING), "hook"));
            await(60, () -> assertThat(hook.ids()).hasSize(1));
            try (var second = topic.notifier(new HashMap<>(destinations.asGiven()))) {
                await(30, () -> assertThat(second.health().ready()).isTrue());
                topic.send(telling("n" + sent, firing("vco-" + sent++, AlertSeverity.WARNING), "hook"));
                await(30, () -> assertThat(hook.ids()).hasSize(2));

                // When
                first.kill();
                long killed = System.nanoTime();
                int before = sent;
                for (int i = 0; i < 20; i++) {
                    topic.send(telling("n" + sent, firing("vco-" + sent++, AlertSeverity.WARNING), "hook"));
                }
                await(30, () -> assertThat(hook.ids().size()).isGreaterThan(before));
                silences.add(Duration.ofNanos(System.nanoTime() - killed));
                await(30, () -> assertThat(new HashSet<>(hook.ids())).hasSize(22));
            }
        }

        // Then
        assertThat(silences.get(0)).isLessThan(Duration.ofSeconds(10));
        assertThat(hook.ids()).doesNotHaveDuplicates();
        assertThat(topic.ended("hook", NotificationOutcome.DELIVERED)).hasSize(22);
    }

    /** A storm of 10,000 alerts: each reaches both kinds of receivers, in few requests. */
    @Test
    @Tag("F-53")
    void shouldDeliverAStorm() throws Exception {
        try (var alertmanager = new RecordingReceiver();
                var notifier = topic.notifier(Map.of(
                        "notify.am.type", "alertmanager",
                        "notify.am.url", alertmanager.url(),
                        "notify.hook.type", "webhook",
                        "notify.hook.format", "alertmanager",
                        "notify.hook.url", hook.url()))) {
            // Given
            await(30, () -> assertThat(notifier.health().ready()).isTrue());
            var storm = IntStream.range(0, STORM)
                    .mapToObj(i -> telling("n" + i, firing("vco-" + i, AlertSeverity.CRITICAL), "am", "hook"))
                    .toArray(Notification[]::new);
            long began = System.nanoTime();

            // When
            topic.send(storm);

            // Then
            await(60, () -> assertThat(connections(alertmanager)).hasSize(STORM));
            await(60, () -> assertThat(connections(hook)).hasSize(STORM));
            System.out.printf(
                    "storm: %,d alerts in %,d ms, %,d requests to Alertmanager, %,d to the webhook%n",
                    STORM,
                    Duration.ofNanos(System.nanoTime() - began).toMillis(),
                    alertmanager.told().size(),
                    hook.told().size());
            assertThat(hook.ids()).doesNotHaveDuplicates();
            await(60, () -> assertThat(topic.ended("am", NotificationOutcome.DELIVERED))
                    .hasSize(STORM));
            await(60, () -> assertThat(topic.ended("hook", NotificationOutcome.DELIVERED))
                    .hasSize(STORM));
        }
    }

    /** The connections that a receiver was told of, by either of Alertmanager's bodies. */
    private static Set<String> connections(RecordingReceiver receiver) {
        return receiver.told().stream()
                .flatMap(it -> it.body().findValuesAsText("vpn_connection_id").stream())
                .collect(Collectors.toSet());
    }

    private static void await(int seconds, org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(seconds)).untilAsserted(assertion);
    }
}
