package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.brokers.EarlierBroker;
import io.tunnelwatch.app.notify.RecordingReceiver;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole pipeline on a broker of an earlier version: Tunnelwatch is killed in the middle of a story and starts again, and
 * nothing is lost, doubled or invented. With {@code -Dbrokers=2.6.3,3.9.1} on these versions.
 */
@Timeout(400)
class EarlierBrokersIT {
    private static final String VERSIONS = System.getProperty("brokers", "3.3.2");
    private static final String TOO_OLD = "2.4.1";
    private static final int STORY_SECONDS = 60;

    @TempDir
    Path directory;

    static Stream<String> versions() {
        return Stream.of(VERSIONS.split(","));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldTellTheWholeStoryOnce(String version) throws Exception {
        // Given
        long seed = Long.getLong("seed", 20261128L);
        try (var broker = EarlierBroker.start(version, directory.resolve("broker"), Map.of());
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0);
                var receiver = new RecordingReceiver();
                var cloud =
                        Simulator.start(RandomScenario.busy(seed, STORY_SECONDS).scenario(), 0, Instant.now());
                var running = RunningTunnelwatch.start(directory, settings(cloud, broker, registry, receiver))) {
            var topics = new TopicReader(
                    broker.bootstrapServers(), registry.address().toString());
            Instant began = Instant.now();
            // When
            awaitStory(began, 20);
            running.kill();
            running.restart();
            awaitStory(began, STORY_SECONDS + 2);

            // Then
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .ignoreExceptions()
                    .untilAsserted(() -> Guarantees.everyChangeOnce(
                            values(topics.decoded(Topics.OBSERVATIONS, Observation.class)),
                            values(topics.decoded(Topics.TRANSITIONS, Transition.class))));
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Set.copyOf(receiver.ids()))
                    .isNotEmpty()
                    .isEqualTo(decided(topics)));
            judge(topics, new CloudRecord(cloud));
            assertThat(running.output()).doesNotContain("must-never");
            assertThat(topics.raw(Topics.DEAD_LETTERS.name())).isEmpty();
        }
    }

    @Test
    void shouldRefuseABrokerThatIsTooOld() throws Exception {
        try (var broker = EarlierBroker.start(TOO_OLD, directory.resolve("broker"), Map.of());
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Topics.all().stream()
                            .map(it -> new NewTopic(it.name(), Optional.of(it.partitions()), Optional.empty())
                                    .configs(it.config()))
                            .toList())
                    .all()
                    .get();
            var settings = Settings.of(Map.of(
                    "bootstrap.servers", broker.bootstrapServers(),
                    "schema.registry.url", registry.address().toString(),
                    "processor.state.dir", directory.resolve("state").toString()));
            // When
            try (var processor = Processor.start(ProcessorSettings.of(settings), new PrometheusRegistry())) {
                // Then
                assertThat(processor.ended())
                        .failsWithin(Duration.ofSeconds(90))
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOf(OperatorException.class)
                        .withMessageContaining("2.5 or newer");
            }
        }
    }

    private static void judge(TopicReader topics, CloudRecord truth) {
        var observations = values(topics.decoded(Topics.OBSERVATIONS, Observation.class));
        var transitions = values(topics.decoded(Topics.TRANSITIONS, Transition.class));
        var alerts = topics.decoded(Topics.ALERTS, Alert.class);
        Guarantees.everyChangeOnce(observations, transitions);
        Guarantees.nothingMissed(truth, observations, transitions);
        Guarantees.nothingInvented(truth, transitions);
        Guarantees.alertsAlternate(alerts);
        Guarantees.intervalsTile(values(topics.decoded(Topics.HISTORY, Interval.class)));
        assertThat(values(alerts)).extracting(Alert::getStatus).contains(AlertStatus.FIRING, AlertStatus.RESOLVED);
        System.out.printf(
                "%d observations, %d transitions, %d steps of alerts, %d notices%n",
                observations.size(),
                transitions.size(),
                alerts.size(),
                decided(topics).size());
    }

    /** The ids of all notices that the gate has let through. */
    private static Set<String> decided(TopicReader topics) {
        return values(topics.decoded(Topics.NOTIFICATIONS, Notification.class)).stream()
                .filter(it -> it.getOutcome() == NotificationOutcome.NOTIFY)
                .map(Notification::getNotificationId)
                .collect(java.util.stream.Collectors.toSet());
    }

    private static Map<String, String> settings(
            Simulator cloud, EarlierBroker broker, EmbeddedRegistry registry, RecordingReceiver receiver) {
        var settings = new HashMap<>(KillAndRestartIT.settings(cloud));
        settings.putAll(Map.of(
                "TUNNELWATCH_BOOTSTRAP_SERVERS",
                broker.bootstrapServers(),
                "TUNNELWATCH_SCHEMA_REGISTRY_URL",
                registry.address().toString(),
                "TUNNELWATCH_NOTIFY_OPS_TYPE",
                "webhook",
                "TUNNELWATCH_NOTIFY_OPS_URL",
                receiver.url() + "?token=must-never"));
        return settings;
    }

    /** Waits for a time of the scenario, which follows the wall clock. */
    private static void awaitStory(Instant began, int seconds) {
        Awaitility.await().atMost(Duration.ofSeconds(STORY_SECONDS * 3L)).until(() -> Instant.now()
                .isAfter(began.plusSeconds(seconds)));
    }

    private static <T extends SpecificRecord> List<T> values(List<TopicReader.Decoded<T>> records) {
        return records.stream().map(TopicReader.Decoded::value).toList();
    }
}
