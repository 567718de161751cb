package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.CommandResult;
import io.tunnelwatch.app.NewerJava;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tail} beside everything in one process: it prints what stands in the log, whatever happens to the broker. */
class TailCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @Test
    void shouldPrintEveryRecordOnceOverARestartOfTheBroker() throws Exception {
        // Given
        Instant began = Instant.now();
        try (var simulator = Simulator.start(RandomScenario.busy(11, 90).scenario(), 0, began);
                var running = RunningTunnelwatch.start(directory, KillAndRestartIT.settings(simulator))) {
            Process follower = follow(running, began);
            try {
                awaitLines(20);

                // When
                running.kill();
                Awaitility.await().atMost(PATIENCE).until(() -> notes().contains("does not answer"));
                int before = lines().size();
                running.restart();
                awaitLines(before + 10);

                // Then
                var inLog = transitions(running, it -> true);
                Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(ids(lines(), "transitionId"))
                        .containsAll(inLog));
                shouldEndWhenAsked(follower);
                assertThat(notes().lines()).as(notes()).hasSize(1);
                assertThat(ids(lines(), "transitionId"))
                        .doesNotHaveDuplicates()
                        .isSubsetOf(transitions(running, it -> true));
                shouldPrintWhatIsAskedFor(running, began);
                shouldExplainAConnectionByItsName(running);
            } finally {
                follower.destroyForcibly();
            }
        }
    }

    /** TERM takes the way of Ctrl-C, which a process in the background may not receive. */
    private static void shouldEndWhenAsked(Process follower) throws Exception {
        follower.destroy();
        assertThat(follower.waitFor(30, TimeUnit.SECONDS))
                .as("asked to stop, it stops")
                .isTrue();
        assertThat(follower.exitValue()).isZero();
    }

    private static void shouldPrintAlerts(RunningTunnelwatch running, Instant began) throws Exception {
        var inLog = Awaitility.await().atMost(PATIENCE).until(() -> alerts(running), it -> !it.isEmpty());
        Instant to = inLog.get(inLog.size() / 2).getUpdatedAt().plusMillis(1);

        var printed = typed(running, List.of("tail", "alerts", "--since", began.toString(), "--until", to.toString()));

        assertThat(ids(printed, "stepId"))
                .containsExactlyInAnyOrderElementsOf(alerts(running).stream()
                        .filter(it -> it.getUpdatedAt().isBefore(to))
                        .map(Alert::getStepId)
                        .toList());
    }

    private static List<Alert> alerts(RunningTunnelwatch running) {
        return running.topics().decoded(Topics.ALERTS, Alert.class).stream()
                .map(TopicReader.Decoded::value)
                .sorted(Comparator.comparing(Alert::getUpdatedAt))
                .toList();
    }

    private static void shouldPrintWhatIsAskedFor(RunningTunnelwatch running, Instant began) throws Exception {
        // Half of what is in the log, and one of the connections in it.
        var inLog = running.topics().decoded(Topics.TRANSITIONS, Transition.class).stream()
                .map(TopicReader.Decoded::value)
                .filter(it -> it.getConnectionId() != null)
                .sorted(Comparator.comparing(Transition::getDetectedAt))
                .toList();
        var from = inLog.get(inLog.size() / 4).getDetectedAt();
        var to = inLog.get(inLog.size() * 3 / 4).getDetectedAt().plusMillis(1);
        var one = inLog.get(inLog.size() / 2);
        String name = Objects.requireNonNull(one.getContext()).getName().toUpperCase(Locale.ROOT);
        Predicate<Transition> isInSpan =
                it -> !it.getDetectedAt().isBefore(from) && it.getDetectedAt().isBefore(to);
        var span = List.of("--since", from.toString(), "--until", to.toString(), "--no-follow");

        var inSpan = typed(running, with(span, "tail"));
        assertThat(ids(inSpan, "transitionId")).containsExactlyInAnyOrderElementsOf(transitions(running, isInSpan));
        assertThat(inSpan).isSortedAccordingTo(Comparator.comparing(TailCommandIT::time));

        var wanted =
                transitions(running, isInSpan.and(it -> Objects.equals(one.getConnectionId(), it.getConnectionId())));
        assertThat(wanted).isNotEmpty();
        assertThat(ids(typed(running, with(span, "tail", "transitions", name)), "transitionId"))
                .containsExactlyElementsOf(wanted);

        shouldPrintAlerts(running, began);
        assertThat(typed(running, with(span, "tail", "observations")))
                .hasSameSizeAs(running.topics().decoded(Topics.OBSERVATIONS, Observation.class).stream()
                        .map(TopicReader.Decoded::value)
                        .filter(it -> !it.getObservedAt().isBefore(from)
                                && it.getObservedAt().isBefore(to))
                        .toList());
    }

    /** The other commands that read the log take the same names, and print for programs too. */
    private static void shouldExplainAConnectionByItsName(RunningTunnelwatch running) throws Exception {
        assertThat(ids(typed(running, List.of("explain", "SINGLE-1", "-o", "jsonl")), "about"))
                .contains("vco-single1")
                .noneMatch(it -> it.matches(".*vco-(single[^1]|dual).*"));
        // Its own rules: by the defaults none of the short outages would be told.
        assertThat(typed(running, List.of("replay", "-o", "jsonl", "--set", "alerts.for=PT1S")))
                .isNotEmpty()
                .allMatch(it -> it.path("target").asText().equals(RandomScenario.TARGET));
        assertThat(typed(running, List.of("targets", "-o", "jsonl")))
                .singleElement()
                .matches(it -> it.path("target").asText().equals(RandomScenario.TARGET));
    }

    private static List<String> with(List<String> options, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(options);
        return all;
    }

    private static List<String> transitions(RunningTunnelwatch running, Predicate<Transition> wanted) {
        return running.topics().decoded(Topics.TRANSITIONS, Transition.class).stream()
                .map(TopicReader.Decoded::value)
                .filter(wanted)
                .map(Transition::getTransitionId)
                .toList();
    }

    private static Instant time(JsonNode transition) {
        return Instant.parse(transition.path("detectedAt").asText());
    }

    private static List<String> ids(List<JsonNode> lines, String field) {
        return lines.stream().map(it -> it.path(field).asText()).toList();
    }

    private static List<JsonNode> typed(RunningTunnelwatch running, List<String> words) throws Exception {
        var all = new ArrayList<>(words);
        all.addAll(cluster(running));
        var typed = CommandResult.in(Map.of(), all.toArray(String[]::new));
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out() + typed.err()).doesNotContain("must-never");
        return parsed(typed.out());
    }

    private static List<String> cluster(RunningTunnelwatch running) {
        return List.of(
                "--bootstrap-servers",
                running.bootstrapServers(),
                "--set",
                "schema.registry.url=" + running.registryUrl());
    }

    private static List<JsonNode> parsed(String text) throws Exception {
        var lines = new ArrayList<JsonNode>();
        for (String line : text.lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private Process follow(RunningTunnelwatch running, Instant began) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(NewerJava.quiet());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tunnelwatch.app.Tunnelwatch"));
        command.addAll(List.of("tail", "--since", began.toString()));
        command.addAll(cluster(running));
        return new ProcessBuilder(command)
                .redirectOutput(directory.resolve("lines").toFile())
                .redirectError(directory.resolve("notes").toFile())
                .start();
    }

    private void awaitLines(int number) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(lines()).as(notes()).hasSizeGreaterThanOrEqualTo(number));
    }

    /** The whole lines; the last one may not be written yet. */
    private List<JsonNode> lines() throws Exception {
        String text = Files.readString(directory.resolve("lines"));
        return parsed(text.substring(0, text.lastIndexOf('\n') + 1));
    }

    private String notes() throws Exception {
        return Files.readString(directory.resolve("notes"));
    }
}
