package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.codec.ConnectionBytes;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pre-shared key never leaves the process that polled it: not to a file, not to a log, not to an answer. */
class SecretsIT {
    private static final List<String> PATHS = List.of(
            "/",
            "/api/v1/connections",
            "/api/v1/alerts?status=all",
            "/api/v1/summary",
            "/api/v1/intervals?entity=vco-single0",
            "/healthz",
            "/readyz",
            "/metrics");

    @TempDir
    Path directory;

    @Test
    void shouldKeepSecretsOutOfEveryFileLogAndAnswer() throws Exception {
        // Given
        Story story = Story.busy(11, 120);
        assertThat(story.secrets()).hasSize(8).allMatch(it -> it.contains("must-never"));
        Instant began = Instant.now();
        try (var simulator = Simulator.start(story.scenario(), 0, began)) {
            var settings = new HashMap<>(KillAndRestartIT.settings(simulator));
            // Compressed segments would hide from a search what they hold.
            settings.put("TUNNELWATCH_KAFKA_PRODUCER_COMPRESSION_TYPE", "none");
            settings.put("TUNNELWATCH_KAFKA_COMPRESSION_TYPE", "none");
            try (var running = RunningTunnelwatch.start(directory, settings)) {
                // When
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> running.json("/api/v1/alerts?status=all")
                                        .path("alerts")
                                        .size()
                                > 2);

                // Then
                for (String path : PATHS) {
                    assertClean(path, running.body(path).getBytes(StandardCharsets.UTF_8), story);
                }
                assertThat(running.body("/api/v1/connections")).contains("single-0");
                assertMemoryClean(running, story);
                running.stop();
            }
        }
        assertFilesClean(story);
    }

    /** What is set about a connection is packed in the processor's memory, where a search of its files would find nothing. */
    private static void assertMemoryClean(RunningTunnelwatch running, Story story) {
        var bytes = new ConnectionBytes();
        var remembered = running.topics().raw("tunnelwatch-processor-connections-changelog").stream()
                .filter(it -> it.value() != null)
                .map(it -> bytes.decode(new String(it.key(), StandardCharsets.UTF_8), it.value())
                        .toString())
                .toList();
        assertThat(remembered).anyMatch(it -> it.contains("single-0"));
        remembered.forEach(it -> assertClean("the processor's memory", it.getBytes(StandardCharsets.UTF_8), story));
    }

    private void assertFilesClean(Story story) throws IOException {
        var segmentsWithNames = new TreeSet<String>();
        int files = 0;
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                assertClean(file.toString(), bytes, story);
                files++;
                if (file.toString().endsWith(".log") && contains(bytes, "single-0")) {
                    segmentsWithNames.add(directoryOf(file).replaceAll("-\\d+$", ""));
                }
            }
        }
        // The search is no good if it would not have found what does stand there.
        assertThat(files).isGreaterThan(50);
        assertThat(segmentsWithNames)
                .contains(Topics.OBSERVATIONS.name(), Topics.TRANSITIONS.name(), Topics.CONNECTIONS.name());
    }

    private static void assertClean(String where, byte[] bytes, Story story) {
        assertThat(contains(bytes, "must-never")).as("a secret in %s", where).isFalse();
        for (String secret : story.secrets()) {
            for (String form : forms(secret)) {
                assertThat(contains(bytes, form)).as("%s in %s", form, where).isFalse();
            }
        }
    }

    private static String directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? "" : String.valueOf(parent.getFileName());
    }

    private static Set<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return Set.of(
                secret,
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                HexFormat.of().formatHex(bytes),
                new StringBuilder(secret).reverse().toString());
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }
}
