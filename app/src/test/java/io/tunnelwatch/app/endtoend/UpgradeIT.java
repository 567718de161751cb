package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.endtoend.TopicReader.Decoded;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * This build continues with the data of an earlier one, whether that was stopped or killed. The directories, their scenario and
 * the way of recording them are in {@code upgrade} in the resources.
 */
class UpgradeIT {
    private static final String SCENARIO = "upgrade.yaml";

    /** The recording is always in the past; what was firing has been well since and may be resolved soon. */
    private static final Map<String, String> SETTINGS =
            Map.of("TUNNELWATCH_POLL_INTERVAL", "PT1S", "TUNNELWATCH_ALERTS_KEEP_FIRING", "PT4S");

    private static final Map<String, String> BOARD = Map.of(
            "vco-steady", "UP",
            "vco-cameback", "UP",
            "vco-later", "UP",
            "vco-down", "DOWN",
            "vco-twoways", "DEGRADED",
            "vco-renamed", "UP");

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "killed"})
    void shouldGoOnWithTheDataOfAnEarlierBuild(String ended) throws Exception {
        // Given
        unpack(ended + ".zip", directory.resolve("data"));
        try (var story = resource(SCENARIO)) {
            Files.copy(story, directory.resolve(SCENARIO));
        }
        Instant upgraded = Instant.now();
        // When
        try (var running = RunningTunnelwatch.start(directory, SETTINGS, List.of("--simulate", SCENARIO))) {
            // Then
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> assertThat(
                            board(running))
                    .isEqualTo(BOARD));
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            ofConnection("vco-later", running))
                    .extracting(Alert::getStatus)
                    .containsExactly(AlertStatus.FIRING, AlertStatus.RESOLVED));
            assertThat(firings("vco-cameback", running)).isOne();
            assertThat(firings("vco-down", running))
                    .as("fired once, and stands")
                    .isOne();
            assertThat(ofConnection("vco-down", running)).noneMatch(it -> it.getStatus() == AlertStatus.RESOLVED);
            assertHistoryIsThere(running, upgraded);
            assertServiceBeginsWithABaseline(running);
            assertNothingIsDoubled(running);
        }
    }

    private static void assertHistoryIsThere(RunningTunnelwatch running, Instant upgraded) throws Exception {
        var recorded = transitions(running).stream()
                .filter(it -> it.getDetectedAt().isBefore(upgraded))
                .toList();
        assertThat(recorded).as("transitions of the recording").hasSizeGreaterThan(10);
        Instant began = recorded.get(0).getDetectedAt().minusSeconds(60);
        JsonNode intervals =
                running.json("/api/v1/intervals?entity=vco-cameback&facet=IPSEC&from=" + began + "&to=" + upgraded);
        assertThat(intervals.path("intervals"))
                .extracting(it -> it.path("state").asText())
                .containsSubsequence("UP", "DOWN", "UP");
        JsonNode renamed = running.json("/api/v1/connections/vco-renamed").path("connection");
        assertThat(renamed.path("name").asText()).isEqualTo("renamed-once");
    }

    /**
     * The earlier build did not read it, so nothing changed to its first value. A killed build leaves scans that this one judges:
     * the first value may be older than the upgrade.
     */
    private static void assertServiceBeginsWithABaseline(RunningTunnelwatch running) {
        var first = new TreeMap<String, Transition>();
        transitions(running).stream()
                .filter(it -> it.getFacet() == FacetKind.SERVICE)
                .forEach(it -> first.putIfAbsent(it.getEntity(), it));
        assertThat(first.keySet()).containsAll(BOARD.keySet());
        assertThat(first.values()).allSatisfy(it -> {
            assertThat(it.getKind()).isEqualTo(TransitionKind.FIRST_SEEN);
            assertThat(it.getFrom()).isNull();
        });
    }

    private static void assertNothingIsDoubled(RunningTunnelwatch running) {
        var observations = running.topics().decoded(Topics.OBSERVATIONS, Observation.class).stream()
                .map(Decoded::value)
                .toList();
        Guarantees.everyChangeOnce(observations, transitions(running), Set.of(FacetKind.SERVICE));
        Guarantees.alertsAlternate(running.topics().decoded(Topics.ALERTS, Alert.class));
        Guarantees.intervalsTile(running.topics().decoded(Topics.HISTORY, Interval.class).stream()
                .map(Decoded::value)
                .toList());
    }

    private static Map<String, String> board(RunningTunnelwatch running) throws Exception {
        var board = new TreeMap<String, String>();
        running.json("/api/v1/connections")
                .path("connections")
                .forEach(
                        it -> board.put(it.path("id").asText(), it.path("state").asText()));
        return board;
    }

    private static long firings(String connection, RunningTunnelwatch running) {
        return ofConnection(connection, running).stream()
                .filter(it -> it.getStatus() == AlertStatus.FIRING)
                .count();
    }

    private static List<Alert> ofConnection(String connection, RunningTunnelwatch running) {
        return running.topics().decoded(Topics.ALERTS, Alert.class).stream()
                .map(Decoded::value)
                .filter(it -> connection.equals(it.getConnectionId()))
                .filter(it -> it.getRule().toString().equals("ConnectionDown"))
                .toList();
    }

    private static List<Transition> transitions(RunningTunnelwatch running) {
        return running.topics().decoded(Topics.TRANSITIONS, Transition.class).stream()
                .map(Decoded::value)
                .toList();
    }

    private static void unpack(String archive, Path into) throws IOException {
        try (var zip = new ZipInputStream(resource(archive), StandardCharsets.UTF_8)) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = into.resolve(entry.getName()).normalize();
                assertThat(file).startsWithRaw(into);
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(Objects.requireNonNull(file.getParent()));
                    Files.copy(zip, file);
                    // An archive does not keep file permissions; in the recording only the owner could read the files.
                    Files.setPosixFilePermissions(file, OWNER_ONLY);
                }
            }
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(UpgradeIT.class.getResourceAsStream("upgrade/" + name), name);
    }
}
