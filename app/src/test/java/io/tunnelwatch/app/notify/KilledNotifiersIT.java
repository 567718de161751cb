package io.tunnelwatch.app.notify;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.notify.RecordingReceiver.Told;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two notifiers, each a gate and a delivery. The one that delivers is killed every 20 s and started again, under five alerts a
 * second. {@code -Dkills=30} makes it ten minutes.
 */
class KilledNotifiersIT {
    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final Duration EVERY = Duration.ofSeconds(20);
    private static final Duration PACE = Duration.ofMillis(200);

    @TempDir
    Path directory;

    private final List<Instant> kills = new ArrayList<>();

    @Test
    @Tag("F-50")
    void shouldTellOfEveryAlertUnderOneIdWhileNotifiersAreKilled() throws Exception {
        try (var topic = new NoticeTopic(directory.resolve("broker"));
                var hook = new RecordingReceiver()) {
            // Given
            var settings = topic.settings(Map.of(
                    "notify.hook.type", "webhook", "notify.hook.url", hook.url() + "?token=must-never-be-shown"));

            // When
            List<Alert> written = feedWhileKilling(settings, topic, hook);

            // Then
            print(hook.told(), written);
            assertThat(new HashSet<>(hook.ids())).hasSameSizeAs(fingerprints(written));
            assertThat(topic.ended("hook", NotificationOutcome.FAILED)).isEmpty();
            assertThat(topic.reader().raw("vpn.dead-letters.v1")).isEmpty();
        }
    }

    private List<Alert> feedWhileKilling(Settings settings, NoticeTopic topic, RecordingReceiver hook)
            throws Exception {
        try (var feed = new AlertFeed(settings, PACE);
                var one = new NotifierProcess(directory, "one", settings)) {
            await(60, () -> assertThat(hook.ids()).isNotEmpty()); // so that the first one delivers
            try (var other = new NotifierProcess(directory, "other", settings)) {
                killInTurn(one, other);
                feed.stop();
                Set<String> expected = fingerprints(feed.written());
                await(240, () -> assertThat(idsByAlert(hook.told()).keySet()).isEqualTo(expected));
                await(60, () -> assertThat(delivered(topic)).containsAll(hook.ids()));
                assertThat(one.output() + other.output()).doesNotContain("must-never");
            }
            return feed.written();
        }
    }

    /** Each time the one that delivers: the other one takes over, and keeps the destination when the first is back. */
    private void killInTurn(NotifierProcess one, NotifierProcess other) throws Exception {
        long began = System.nanoTime();
        for (int kill = 0; kill < KILLS; kill++) {
            long due = began + EVERY.toNanos() * (kill + 1);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime()); // the pace of the kills: nothing is waited for
            var victim = kill % 2 == 0 ? one : other;
            assertThat(victim.isAlive())
                    .as("before kill %d: %s", kill + 1, victim.output())
                    .isTrue();
            victim.kill();
            kills.add(Instant.now());
            victim.launch();
        }
    }

    /** The alerts that somebody must be told of. */
    private static Set<String> fingerprints(List<Alert> written) {
        return written.stream()
                .filter(it -> it.getInhibitedBy() == null)
                .map(Alert::getFingerprint)
                .collect(toSet());
    }

    private static Map<String, Set<String>> idsByAlert(List<Told> told) {
        return told.stream()
                .collect(groupingBy(it -> it.body().at("/data/fingerprint").asText(), mapping(Told::id, toSet())));
    }

    private static Set<String> delivered(NoticeTopic topic) {
        return topic.ended("hook", NotificationOutcome.DELIVERED).stream()
                .map(Notification::getNotificationId)
                .collect(toSet());
    }

    private void print(List<Told> told, List<Alert> written) {
        var waits = new ArrayList<Duration>();
        var firstAt = new HashMap<String, Instant>();
        told.forEach(it ->
                firstAt.merge(it.body().at("/data/fingerprint").asText(), it.at(), (a, b) -> a.isBefore(b) ? a : b));
        written.stream()
                .filter(it -> firstAt.containsKey(it.getFingerprint()))
                .map(it -> Duration.between(it.getFiredAt(), firstAt.get(it.getFingerprint())))
                .sorted()
                .forEach(waits::add);
        var silences =
                kills.stream().map(kill -> silenceAround(told, kill)).sorted().toList();
        System.out.printf(
                "killed notifiers: %d kills, %,d alerts, %,d told, %,d repeats; silence after a kill: median %s, longest %s;"
                        + " wait of an alert: median %s, p99 %s, longest %s%n",
                kills.size(),
                written.size(),
                firstAt.size(),
                told.size() - firstAt.size(),
                share(silences, 0.5),
                share(silences, 1),
                share(waits, 0.5),
                share(waits, 0.99),
                share(waits, 1));
    }

    /** The longest time without a request between this kill and the next one. */
    private static Duration silenceAround(List<Told> told, Instant kill) {
        Duration longest = Duration.ZERO;
        for (int i = 1; i < told.size(); i++) {
            Instant from = told.get(i - 1).at();
            Instant to = told.get(i).at();
            if (to.isAfter(kill)
                    && from.isBefore(kill.plus(EVERY))
                    && Duration.between(from, to).compareTo(longest) > 0) {
                longest = Duration.between(from, to);
            }
        }
        return longest;
    }

    private static String share(List<Duration> sorted, double share) {
        Duration it = sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
        return "%.1f s".formatted(it.toMillis() / 1_000.0);
    }

    private static void await(int seconds, org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(seconds)).untilAsserted(assertion);
    }
}
