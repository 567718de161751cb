package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.notify.RecordingReceiver;
import io.tunnelwatch.app.notify.RunningAlertmanager;
import io.tunnelwatch.app.platform.BrokerProcess;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.testsupport.FreePorts;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's story, with the real Alertmanager and a webhook behind it. In the middle of it Alertmanager, the broker and
 * Tunnelwatch are restarted, the last two by a kill.
 */
@Timeout(600)
class DemoNoticesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> ONCE = List.of("firing", "resolved");

    @TempDir
    Path directory;

    @Test
    void shouldTellTheDemosStoryThroughRestartsOfEverything() throws Exception {
        int port = FreePorts.one();
        Process broker = BrokerProcess.launch(directory.resolve("broker"), port);
        try (var hook = new RecordingReceiver();
                var alertmanager = RunningAlertmanager.start(directory, hook.url());
                var registry = registry(BrokerProcess.address(broker));
                var cloud = new WaitingCloud(Scenario.demo());
                var running = RunningTunnelwatch.start(
                        directory,
                        settings(cloud.simulator(), alertmanager),
                        onCluster("127.0.0.1:" + port, registry))) {
            var topics = new TopicReader("127.0.0.1:" + port, registry.address().toString());
            cloud.begin();

            // When: each restart comes after something new was told, and before the next
            awaitTold(hook, topics, "HealthCheckFailed branch-shenzhen");
            alertmanager.stop();
            await(() -> assertThat(decided(topics).values()).contains("ConnectionDown plant-ningbo"));
            alertmanager.launch();
            awaitTold(hook, topics, "ConnectionDown plant-ningbo");
            broker.destroyForcibly().waitFor();
            broker = BrokerProcess.launch(directory.resolve("broker"), port);
            BrokerProcess.address(broker);
            awaitTold(hook, topics, "ConnectionDown dc-hangzhou-beijing");
            running.kill();
            running.restart();

            // Then
            await(() -> assertThat(story(hook, topics)).containsAllEntriesOf(theStory()));
            await(() -> assertThat(undelivered(topics)).isEmpty());
            await(() -> assertThat(told(hook)).isEqualTo(meant(topics)));
            assertEachNotificationHasNews(hook);
            assertThat(told(hook)).doesNotContainKeys(inhibited(topics).toArray(String[]::new));
            assertThat(inhibited(topics)).isNotEmpty();
            assertThat(topics.raw(Topics.DEAD_LETTERS.name())).isEmpty();
            System.out.println(
                    "demo's story: " + story(hook, topics) + ", " + hook.told().size() + " requests");
        } finally {
            broker.destroyForcibly().waitFor();
        }
    }

    /** The alerts of the scenario's comments, but for the flapping connection: a restart may hide how often it fails. */
    private static Map<String, List<String>> theStory() {
        return Map.of(
                "HealthCheckFailed branch-shenzhen", ONCE,
                "ConnectionDown plant-ningbo", ONCE,
                "ConnectionDown dc-hangzhou-beijing", ONCE,
                "BgpDown plant-wuxi", ONCE,
                "GatewayDown eu-central-1", ONCE,
                "TargetStale eu-central-1", ONCE);
    }

    private static EmbeddedRegistry registry(String bootstrapServers) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        try (var topics = TopicAdmin.connect(kafka)) {
            topics.create(Topics.all());
        }
        return EmbeddedRegistry.start(kafka, 0);
    }

    private static List<String> onCluster(String bootstrapServers, EmbeddedRegistry registry) {
        return List.of(
                "--bootstrap-servers",
                bootstrapServers,
                "--schema-registry",
                registry.address().toString());
    }

    /** The demo's own pace. */
    private static Map<String, String> settings(Simulator cloud, RunningAlertmanager alertmanager) {
        var settings = new HashMap<>(KillAndRestartIT.settings(cloud));
        settings.putAll(Map.of(
                "TUNNELWATCH_POLL_INTERVAL", "PT2S",
                "TUNNELWATCH_ALERTS_FOR", "PT10S",
                "TUNNELWATCH_ALERTS_KEEP_FIRING", "PT20S",
                "TUNNELWATCH_NOTIFY_AM_TYPE", "alertmanager",
                "TUNNELWATCH_NOTIFY_AM_URL", alertmanager.url()));
        return settings;
    }

    private static void awaitTold(RecordingReceiver hook, TopicReader topics, String what) {
        await(() -> assertThat(story(hook, topics)).containsKey(what));
    }

    /** What the webhook was told of each alert, in words. */
    private static Map<String, List<String>> story(RecordingReceiver hook, TopicReader topics) {
        Map<String, String> names = decided(topics);
        var story = new TreeMap<String, List<String>>();
        told(hook).forEach((fingerprint, states) -> story.put(names.getOrDefault(fingerprint, fingerprint), states));
        return story;
    }

    /** The alerts of which the gate let a notice through, with their names. */
    private static Map<String, String> decided(TopicReader topics) {
        return notices(topics).stream()
                .filter(it -> it.getOutcome() == NotificationOutcome.NOTIFY)
                .collect(Collectors.toMap(Notification::getFingerprint, it -> name(it.getAlert()), (a, b) -> b));
    }

    private static String name(Alert alert) {
        boolean isOfOne = alert.getContext() != null && alert.getConnectionId() != null;
        return alert.getRule() + " " + (isOfOne ? alert.getContext().getName() : alert.getRegion());
    }

    private static List<Notification> notices(TopicReader topics) {
        return topics.decoded(Topics.NOTIFICATIONS, Notification.class).stream()
                .map(TopicReader.Decoded::value)
                .toList();
    }

    private static Map<String, List<String>> told(RecordingReceiver hook) {
        var told = new ToldStates();
        hook.told().forEach(told::note);
        return told.byFingerprint();
    }

    private static void assertEachNotificationHasNews(RecordingReceiver hook) {
        var told = new ToldStates();
        for (RecordingReceiver.Told it : hook.told()) {
            assertThat(told.note(it)).as("a repeat: %s", it.text()).isTrue();
        }
    }

    /** The states that the gate's decisions tell, in their order. */
    private static Map<String, List<String>> meant(TopicReader topics) {
        var meant = new ToldStates();
        notices(topics).stream()
                .filter(it -> it.getOutcome() == NotificationOutcome.NOTIFY)
                .forEach(it -> meant.note(it.getFingerprint(), it.getAlert().getActive() ? "firing" : "resolved"));
        return meant.byFingerprint();
    }

    /** The decisions to notify that have not ended well, or more than once. */
    private static List<String> undelivered(TopicReader topics) {
        var open = new ArrayList<String>();
        for (Notification it : notices(topics)) {
            switch (it.getOutcome()) {
                case NOTIFY -> open.add(it.getNotificationId());
                case DELIVERED, FAILED -> {
                    if (!open.remove(it.getNotificationId()) || it.getOutcome() == NotificationOutcome.FAILED) {
                        open.add(it.getOutcome() + " " + it.getNotificationId());
                    }
                }
                case SILENT, UNKNOWN -> {}
            }
        }
        return open;
    }

    /** The alerts that never were active without being inhibited. */
    private static Set<String> inhibited(TopicReader topics) {
        var steps = topics.decoded(Topics.ALERTS, Alert.class).stream()
                .map(TopicReader.Decoded::value)
                .filter(Alert::getActive)
                .toList();
        var free = steps.stream()
                .filter(it -> it.getInhibitedBy() == null)
                .map(Alert::getFingerprint)
                .collect(Collectors.toSet());
        return steps.stream()
                .map(Alert::getFingerprint)
                .filter(it -> !free.contains(it))
                .collect(Collectors.toSet());
    }

    private static void await(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .untilAsserted(assertion);
    }
}
