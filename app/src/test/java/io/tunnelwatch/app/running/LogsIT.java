package io.tunnelwatch.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.NewerJava;
import io.tunnelwatch.app.notify.RecordingReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of a whole run, in a process of its own. */
class LogsIT {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void shouldWriteOneJsonObjectALineFromStartToStop() throws Exception {
        // Given
        settings("");
        Process process = launch();
        try {
            await(process, () -> events().stream().anyMatch(it -> message(it).equals("Ready")));
            assertThat(kafkas()).noneMatch(it -> level(it).equals("DEBUG"));

            // When
            settings("org.apache.kafka.clients.consumer=DEBUG");
            await(process, () -> kafkas().stream().anyMatch(it -> level(it).equals("DEBUG")));
            process.destroy();

            // Then
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(events())
                    .anyMatch(it ->
                            message(it).equals("Started") && value(it, "part").equals("page"))
                    .anyMatch(it -> message(it).equals("Changed levels of the log are in effect"))
                    .anyMatch(it -> message(it).startsWith("Stopped in"))
                    .allMatch(it -> it.path("timestamp").isIntegralNumber());
            assertThat(Files.readString(output())).doesNotContain("must-never");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldWriteARefusalAsJsonToo() throws Exception {
        Files.writeString(directory.resolve("my.properties"), "log.format=json\npoll.interval=soon\n");

        Process process = launch();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(78);
        assertThat(events()).singleElement().satisfies(it -> assertThat(message(it))
                .contains("poll.interval"));
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void shouldGiveTheLinesOfOneScanOneTrace() throws Exception {
        // Given
        try (var receiver = new RecordingReceiver()) {
            settings("io.tunnelwatch.ingest=DEBUG\nnotify.ops.type=webhook\nnotify.ops.url=" + receiver.url()
                    + "?token=must-never");
            Process process = launch();
            try {
                // When
                await(process, () -> !traces("A notice was delivered").isEmpty());

                // Then
                assertThat(traces("Observations published")).containsAll(traces("Alert step decided"));
                assertThat(traces("Alert step decided")).containsAll(traces("A notice was delivered"));
                assertThat(traces("A notice was delivered")).allMatch(it -> it.matches("[0-9a-f]{32}"));
                assertThat(Files.readString(output())).doesNotContain("must-never");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private Set<String> traces(String message) throws IOException {
        return events().stream()
                .filter(it -> message(it).equals(message))
                .map(it -> value(it, "trace"))
                .collect(Collectors.toSet());
    }

    /** Replaced in one step, as an editor does. */
    private void settings(String levels) throws IOException {
        Path next = Files.writeString(
                directory.resolve("next.properties"),
                "log.format=json\nhttp.token=must-never-be-seen-0123456789abcdef\nlog.levels=" + levels + "\n");
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        Files.move(next, directory.resolve("my.properties"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Process launch() throws IOException {
        var words = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        words.addAll(NewerJava.quiet());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tunnelwatch.app.Tunnelwatch"));
        words.addAll(List.of("up", "--simulate", "--http-port=0", "--kafka-port=0", "--registry-port=0"));
        words.addAll(List.of("--config", directory.resolve("my.properties").toString()));
        var command = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile());
        command.environment().keySet().removeIf(it -> it.startsWith("ALIBABA_CLOUD_"));
        command.environment().put("TUNNELWATCH_SIMULATED_PAST", "PT0S");
        return command.start();
    }

    private static void await(Process process, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(LONG_ENOUGH)
                .pollInterval(Duration.ofMillis(200))
                .failFast(() -> !process.isAlive())
                .until(condition);
    }

    private List<JsonNode> events() throws IOException {
        return objects(output());
    }

    /** Kafka's own messages, which have a file of their own. */
    private List<JsonNode> kafkas() throws IOException {
        Path logs = directory.resolve("data").resolve("logs");
        var all = new ArrayList<JsonNode>();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path it : files.toList()) {
                all.addAll(objects(it));
            }
        }
        return all;
    }

    /** Every whole line, each of which must be one object. */
    private static List<JsonNode> objects(Path file) throws IOException {
        String text = Files.readString(file);
        var events = new ArrayList<JsonNode>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            JsonNode event = JSON.readTree(line);
            assertThat(event.isObject()).as(line).isTrue();
            events.add(event);
        }
        return events;
    }

    private Path output() {
        return directory.resolve("output.txt");
    }

    private static String message(JsonNode event) {
        return event.path("formattedMessage").asText();
    }

    private static String level(JsonNode event) {
        return event.path("level").asText();
    }

    private static String value(JsonNode event, String key) {
        return event.path("kvpList").findPath(key).asText();
    }
}
