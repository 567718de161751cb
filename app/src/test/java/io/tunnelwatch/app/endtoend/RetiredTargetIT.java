package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TargetView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that is removed from the settings is retired: no alerts, no rows on the board, and its silence is not reported. */
class RetiredTargetIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEPT = "acme/cn-hangzhou";
    private static final String REMOVED = "acme/eu-central-1";
    private static final String SCENARIO =
            """
            accounts:
              - {name: acme, regions: [cn-hangzhou, eu-central-1]}
            gateways:
              - {name: here, region: cn-hangzhou}
              - {name: there, region: eu-central-1}
            connections:
              - {name: kept, id: vco-kept, gateway: here}
              - {name: removed, id: vco-removed, gateway: there}
            timeline:
              - {at: PT0S, connection: removed, is: down}
            """;

    @TempDir
    Path directory;

    @Test
    void shouldLetGoOfATargetThatIsTakenOutOfTheSettings() throws Exception {
        // Given
        Path settings = directory.resolve("settings.properties");
        Path scenario = Files.writeString(directory.resolve("two.yaml"), SCENARIO);
        name(settings, KEPT, REMOVED);
        try (var running = RunningTunnelwatch.start(
                directory, Map.of(), List.of("--simulate", scenario.toString(), "--config", settings.toString()))) {
            await().atMost(PATIENCE).until(() -> isFiring(running, "vco-removed"));
            assertThat(connections(running)).containsExactlyInAnyOrder("vco-kept", "vco-removed");

            // When
            name(settings, KEPT);

            // Then
            await().atMost(PATIENCE).until(() -> !isFiring(running, "vco-removed"));
            await().atMost(PATIENCE).until(() -> connections(running).equals(List.of("vco-kept")));
            assertThat(last(running, "vco-removed").getDecision()).isEqualTo("RETIRED");
            Instant retired = view(running, REMOVED).getRetiredAt();
            await().atMost(PATIENCE).until(() -> asOf(running).isAfter(retired.plusSeconds(20)));
            assertThat(ofRemoved(running))
                    .as("the retirement, once, and no silence")
                    .singleElement()
                    .satisfies(it -> assertThat(it.getRetired().getBy()).isEqualTo("tunnelwatch-ingest"));

            // Given: the target is named again
            name(settings, KEPT, REMOVED);
            await().atMost(PATIENCE).until(() -> isFiring(running, "vco-removed"));
            assertThat(view(running, REMOVED).getRetiredAt()).isNull();
            assertThat(command(running, "targets", "retire", REMOVED, "--yes"))
                    .contains("is still polled", "the ingest group tunnelwatch-ingest");

            // When: it is removed while nothing runs
            running.stop();
            name(settings, KEPT);
            running.restart();

            // Then
            await().atMost(PATIENCE).until(() -> !isFiring(running, "vco-removed"));
            assertThat(command(running, "targets")).contains(KEPT, REMOVED, "retired at");
            assertThat(running.output()).doesNotContain("The target's poller is silent");
        }
    }

    private static void name(Path settings, String... targets) throws Exception {
        Files.writeString(
                settings,
                """
                targets=%s
                poll.interval=PT1S
                alerts.for=PT3S
                alerts.keep.firing=PT3S
                """
                        .formatted(String.join(",", targets)));
    }

    private static Alert last(RunningTunnelwatch running, String connection) {
        var steps = running.topics().decoded(Topics.ALERTS, Alert.class).stream()
                .map(TopicReader.Decoded::value)
                .filter(it -> connection.equals(it.getConnectionId()))
                .toList();
        return steps.get(steps.size() - 1);
    }

    private static boolean isFiring(RunningTunnelwatch running, String connection) {
        return running.topics().decoded(Topics.ALERTS, Alert.class).stream()
                        .anyMatch(it -> connection.equals(it.value().getConnectionId()))
                && last(running, connection).getStatus() != AlertStatus.RESOLVED;
    }

    private static TargetView view(RunningTunnelwatch running, String target) {
        var views = running.topics().decoded(Topics.TARGETS, TargetView.class).stream()
                .filter(it -> it.key().equals(target))
                .toList();
        return views.get(views.size() - 1).value();
    }

    private static List<TargetSilent> ofRemoved(RunningTunnelwatch running) {
        return running.topics().decoded(Topics.OBSERVATIONS, Observation.class).stream()
                .filter(it -> it.key().equals(REMOVED))
                .map(it -> it.value().getBody())
                .filter(TargetSilent.class::isInstance)
                .map(TargetSilent.class::cast)
                .toList();
    }

    private static List<String> connections(RunningTunnelwatch running) throws Exception {
        JsonNode all = running.json("/api/v1/connections").path("connections");
        return StreamSupport.stream(all.spliterator(), false)
                .map(it -> it.path("id").asText())
                .toList();
    }

    private static Instant asOf(RunningTunnelwatch running) throws Exception {
        String asOf = running.json("/api/v1/connections").path("asOf").asText();
        return asOf.startsWith("2") ? Instant.parse(asOf) : Instant.MIN;
    }

    /** The output of a command, run in a process of its own. */
    private String command(RunningTunnelwatch running, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tunnelwatch.app.Tunnelwatch"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data-dir", running.dataDirectory().toString()));
        Path output = directory.resolve("command.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output);
    }
}
