package io.tunnelwatch.app.notify;

import static io.tunnelwatch.app.notify.NoticeTopic.firing;
import static io.tunnelwatch.app.notify.NoticeTopic.resolved;
import static io.tunnelwatch.app.notify.NoticeTopic.silent;
import static io.tunnelwatch.app.notify.NoticeTopic.telling;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.notify.Notifier;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Alertmanager behind the notifier, and a webhook behind Alertmanager. */
class AlertmanagerIT {
    private static final Path AMTOOL = Path.of("/usr/bin/amtool");
    private static final int STORM = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void shouldShipASampleThatAmtoolAccepts() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(AMTOOL),
                "SKIPPED, the sample was not checked: no " + AMTOOL
                        + " (Debian: apt-get install prometheus-alertmanager).");
        Path output = directory.resolve("amtool.txt");
        Process process = new ProcessBuilder(AMTOOL.toString(), "check-config", RunningAlertmanager.SAMPLE.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(output).content().contains("SUCCESS", "inhibit rules");
    }

    @Test
    void shouldGiveExactlyTheExpectedNotificationsThroughRestarts() throws Exception {
        Alert a = firing("vco-a", AlertSeverity.CRITICAL);
        Alert b = firing("vco-b", AlertSeverity.CRITICAL);
        Alert c = firing("vco-c", AlertSeverity.WARNING);
        Alert d = firing("vco-d", AlertSeverity.CRITICAL);
        try (var hook = new RecordingReceiver();
                var topic = new NoticeTopic(directory.resolve("broker"));
                var alertmanager = RunningAlertmanager.start(directory, hook.url())) {
            var destinations = Map.of("notify.am.type", "alertmanager", "notify.am.url", alertmanager.url());
            Notifier notifier = topic.notifier(destinations);
            try {
                topic.send(telling("n1", a, "am"), telling("n2", b, "am"), silent("n3", c));
                awaitTold(hook, "vco-a firing", "vco-b firing");

                // Alertmanager is away while one alert resolves, and has forgotten all when it is back
                alertmanager.stop();
                topic.send(telling("n4", resolved(a), "am"));
                alertmanager.launch();
                awaitTold(hook, "vco-a firing", "vco-b firing", "vco-a resolved");
                awaitFiring(alertmanager, "vco-b");

                // The notifier is away while one alert begins
                notifier.close();
                topic.send(telling("n5", d, "am"));
                notifier = topic.notifier(destinations);
                awaitTold(hook, "vco-a firing", "vco-b firing", "vco-a resolved", "vco-d firing");
                topic.send(telling("n6", resolved(b), "am"), telling("n7", resolved(d), "am"));
                awaitTold(
                        hook,
                        "vco-a firing",
                        "vco-b firing",
                        "vco-a resolved",
                        "vco-d firing",
                        "vco-b resolved",
                        "vco-d resolved");
            } finally {
                notifier.close();
            }

            // Then: each decision has its result once, none is a dead letter
            assertThat(topic.ended("am", NotificationOutcome.DELIVERED))
                    .extracting(Notification::getNotificationId)
                    .containsExactlyInAnyOrder("n1", "n2", "n4", "n5", "n6", "n7");
            assertThat(topic.ended("am", NotificationOutcome.FAILED)).isEmpty();
            assertThat(topic.reader().raw("vpn.dead-letters.v1")).isEmpty();
        }
    }

    /** A storm: each alert is a group of its own, so that Alertmanager tells the webhook of each. */
    @Test
    void shouldTellEachOfTenThousandAlertsOnce() throws Exception {
        try (var hook = new RecordingReceiver();
                var topic = new NoticeTopic(directory.resolve("broker"));
                var alertmanager = RunningAlertmanager.start(directory, hook.url());
                var notifier =
                        topic.notifier(Map.of("notify.am.type", "alertmanager", "notify.am.url", alertmanager.url()))) {
            // Given
            Awaitility.await().atMost(PATIENCE).until(() -> notifier.health().ready());
            var storm = IntStream.range(0, STORM)
                    .mapToObj(AlertmanagerIT::behindAGatewayOfItsOwn)
                    .toList();

            // When
            Instant began = Instant.now();
            topic.send(notices(storm, "fired"));
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(hook))
                    .hasSize(STORM));
            Instant told = Instant.now();
            topic.send(notices(storm.stream().map(NoticeTopic::resolved).toList(), "resolved"));
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(hook))
                    .hasSize(2 * STORM));

            // Then
            assertThat(told(hook).values()).containsOnly(1);
            System.out.printf(
                    "%,d alerts through Alertmanager in %.1f s, their ends in %.1f s%n",
                    STORM,
                    Duration.between(began, told).toMillis() / 1000.0,
                    Duration.between(told, Instant.now()).toMillis() / 1000.0);
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            topic.ended("am", NotificationOutcome.DELIVERED))
                    .hasSize(2 * STORM));
        }
    }

    private static Alert behindAGatewayOfItsOwn(int number) {
        Alert it = firing("vco-" + number, AlertSeverity.CRITICAL);
        it.setContext(
                ConnectionContext.newBuilder().setVpnGatewayId("vpn-" + number).build());
        return it;
    }

    private static Notification[] notices(List<Alert> alerts, String what) {
        return alerts.stream()
                .map(it -> telling(it.getEntity() + " " + what, it, "am"))
                .toArray(Notification[]::new);
    }

    /** Waits until the webhook was told exactly this, each once, and a little longer for what should not come. */
    private static void awaitTold(RecordingReceiver hook, String... expected) throws InterruptedException {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told(hook).keySet()).contains(expected));
        Awaitility.await()
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    assertThat(told(hook).keySet()).containsExactlyInAnyOrder(expected);
                    assertThat(told(hook).values()).as("%s", told(hook)).containsOnly(1);
                });
    }

    /** The number of times that the webhook was told that an alert fires or has resolved. */
    private static Map<String, Integer> told(RecordingReceiver hook) {
        var counts = new TreeMap<String, Integer>();
        for (RecordingReceiver.Told it : hook.told()) {
            for (JsonNode alert : it.body().path("alerts")) {
                String what = alert.at("/labels/vpn_connection_id").asText() + " "
                        + alert.path("status").asText();
                counts.merge(what, 1, Integer::sum);
            }
        }
        return counts;
    }

    private static void awaitFiring(RunningAlertmanager alertmanager, String... connections) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        StreamSupport.stream(alertmanager.alerts().spliterator(), false)
                                .map(it -> it.at("/labels/vpn_connection_id").asText())
                                .toList())
                .isEqualTo(List.of(connections)));
    }
}
