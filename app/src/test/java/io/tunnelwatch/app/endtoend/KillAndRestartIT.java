package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole process is killed at work, twice, and nothing is lost, duplicated or invented. */
class KillAndRestartIT {
    private static final int STORY_SECONDS = 60;

    @TempDir
    Path directory;

    @Test
    @Tag("F-30")
    void shouldLoseDoubleAndInventNothingWhenKilled() throws Exception {
        // Given
        long seed = Long.getLong("seed", 20261121L);
        Instant began = Instant.now();
        try (var simulator =
                        Simulator.start(RandomScenario.busy(seed, STORY_SECONDS).scenario(), 0, began);
                var running = RunningTunnelwatch.start(directory, settings(simulator))) {
            // When
            Instant firstKill = killAfter(running, began, 18);
            running.restart();
            Instant secondKill = killAfter(running, began, 36);
            running.restart();
            awaitStory(began, STORY_SECONDS + 2);

            // Then
            var observations = values(running, simulator);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> Guarantees.everyChangeOnce(observations, transitions(running)));
            var transitions = transitions(running);
            var truth = new CloudRecord(simulator);
            Guarantees.nothingMissed(truth, observations, transitions);
            Guarantees.nothingInvented(truth, transitions);
            Guarantees.alertsAlternate(running.topics().decoded(Topics.ALERTS, Alert.class));
            Guarantees.intervalsTile(running.topics().decoded(Topics.HISTORY, Interval.class).stream()
                    .map(TopicReader.Decoded::value)
                    .toList());
            assertThat(changesBetween(transitions, began, firstKill))
                    .as("before the first kill")
                    .isPositive();
            assertThat(changesBetween(transitions, firstKill, secondKill))
                    .as("between the kills")
                    .isPositive();
            assertThat(changesBetween(transitions, secondKill, Instant.now()))
                    .as("after them")
                    .isPositive();
        }
    }

    static Map<String, String> settings(Simulator simulator) {
        return Map.of(
                "TUNNELWATCH_CLOUD_ENDPOINT", simulator.endpoint().toString(),
                "TUNNELWATCH_TARGETS", String.join(",", simulator.targets()),
                "TUNNELWATCH_POLL_INTERVAL", "PT1S",
                "TUNNELWATCH_ALERTS_FOR", "PT2S",
                "TUNNELWATCH_ALERTS_KEEP_FIRING", "PT2S",
                "ALIBABA_CLOUD_ACCESS_KEY_ID", simulator.accessKeyId(),
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET", simulator.accessKeySecret());
    }

    private static Instant killAfter(RunningTunnelwatch running, Instant began, int seconds) throws Exception {
        awaitStory(began, seconds);
        running.kill();
        return Instant.now();
    }

    /** Waits for a time of the scenario, which follows the wall clock. */
    private static void awaitStory(Instant began, int seconds) {
        Awaitility.await().atMost(Duration.ofSeconds(STORY_SECONDS * 2L)).until(() -> Instant.now()
                .isAfter(began.plusSeconds(seconds)));
    }

    private static List<Observation> values(RunningTunnelwatch running, Simulator simulator) {
        assertThat(simulator.targets()).containsExactly(RandomScenario.TARGET);
        return running.topics().decoded(Topics.OBSERVATIONS, Observation.class).stream()
                .map(TopicReader.Decoded::value)
                .toList();
    }

    private static List<Transition> transitions(RunningTunnelwatch running) {
        return running.topics().decoded(Topics.TRANSITIONS, Transition.class).stream()
                .map(TopicReader.Decoded::value)
                .toList();
    }

    private static long changesBetween(List<Transition> transitions, Instant from, Instant to) {
        return transitions.stream()
                .filter(it -> it.getKind() == TransitionKind.FACET_CHANGED)
                .filter(it ->
                        it.getDetectedAt().isAfter(from) && it.getDetectedAt().isBefore(to))
                .count();
    }
}
