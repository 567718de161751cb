package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.notify.RecordingReceiver;
import io.tunnelwatch.processor.codec.ConnectionStateBytes;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pre-shared key never leaves the process that polled it, neither to a file nor to a log nor to an answer. */
@Tag("S-02")
@Tag("S-42")
class SecretsIT {
    /** Paths in addition to those in the API's description. */
    private static final List<String> OTHER_PATHS =
            List.of("/", "/page.js", "/healthz", "/readyz", "/metrics", "/none");

    /** The parameters that a path of the description requires. */
    private static final Map<String, String> QUERIES = Map.of(
            "/api/v1/alerts", "?status=all",
            "/api/v1/intervals", "?entity=vco-single0",
            "/api/v1/availability", "?by=tunnel");

    private static final String STREAM = "/api/v1/stream";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void shouldKeepSecretsOutOfEveryFileLogAndAnswer() throws Exception {
        // Given
        RandomScenario story = RandomScenario.busy(11, 120);
        assertThat(story.secrets())
                .hasSize(13)
                .contains("account-secret-must-never-leave")
                .allMatch(it -> it.contains(SecretSearch.PLANTED));
        Instant began = Instant.now();
        try (var simulator = Simulator.start(story.scenario(), 0, began);
                var receiver = new RecordingReceiver()) {
            assertThat(simulator.accessKeySecret()).contains(SecretSearch.PLANTED);
            var settings = new HashMap<>(KillAndRestartIT.settings(simulator));
            settings.put("TUNNELWATCH_PEER_CONFIGURATION", "true");
            settings.put("TUNNELWATCH_DIAGNOSES", "true");
            settings.put("TUNNELWATCH_NOTIFY_HOOK_TYPE", "webhook");
            settings.put(
                    "TUNNELWATCH_NOTIFY_HOOK_URL", receiver.url() + "/must-never-be-seen?token=must-never-be-seen");
            settings.put("TUNNELWATCH_NOTIFY_HOOK_SECRET", "whsec_" + base64("signature-must-never-be-seen-here"));
            // Compressed segments would hide their content from the search.
            settings.put("TUNNELWATCH_KAFKA_PRODUCER_COMPRESSION_TYPE", "none");
            settings.put("TUNNELWATCH_KAFKA_COMPRESSION_TYPE", "none");
            try (var running = RunningTunnelwatch.start(directory, settings)) {
                // When
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> isAllThere(running) && receiver.told().size() > 1);

                // Then
                assertAnswersClean(running);
                assertRecordsClean(running);
                assertMemoryClean(running);
                assertNoticesClean(receiver);
                running.stop();
            }
        }
        assertFilesClean();
    }

    /** Checks the notices: a receiver is another program, often another firm's. */
    private static void assertNoticesClean(RecordingReceiver receiver) {
        assertThat(receiver.told()).anyMatch(it -> it.text().contains("vco-"));
        for (var told : receiver.told()) {
            assertClean("a notice", told.text().getBytes(StandardCharsets.UTF_8));
            assertClean("the headers of a notice", told.headers().toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String base64(String secret) {
        return Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether alerts are there, and the downloaded configuration of a peer. */
    private static boolean isAllThere(RunningTunnelwatch running) throws Exception {
        return running.json("/api/v1/alerts?status=all").path("alerts").size() > 2
                && running.topics().decoded(Topics.OBSERVATIONS, Observation.class).stream()
                        .anyMatch(it ->
                                it.value().getBody() instanceof ConnectionSnapshot seen && seen.getPeer() != null);
    }

    private void assertAnswersClean(RunningTunnelwatch running) throws Exception {
        var paths = new ArrayList<>(OTHER_PATHS);
        running.json("/api/v1/openapi.json").path("paths").fieldNames().forEachRemaining(paths::add);
        assertThat(paths)
                .contains(STREAM)
                .contains("/api/v1/connections/{id}")
                .hasSizeGreaterThan(OTHER_PATHS.size() + 8);
        String alert = running.json("/api/v1/alerts?status=all")
                .at("/alerts/0/fingerprint")
                .asText();
        paths.add("/api/v1/alerts/{fingerprint}/packet?format=json");
        for (String path : paths) {
            String asked = path.replace("{id}", "vco-single0").replace("{fingerprint}", alert)
                    + QUERIES.getOrDefault(path, "");
            assertClean(asked, path.equals(STREAM) ? streamed(running) : answered(running, asked));
        }
        // The answer with the whole configuration in it is the one that matters.
        JsonNode single = running.json("/api/v1/connections/vco-single0");
        assertThat(single.toString()).contains("single-0").containsIgnoringCase("fingerprint");
    }

    private byte[] answered(RunningTunnelwatch running, String path) throws Exception {
        var request = HttpRequest.newBuilder(running.address(path)).header("accept-encoding", "gzip");
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(path.equals("/none") ? 404 : 200);
        assertClean("the headers of " + path, answer.headers().map().toString().getBytes(StandardCharsets.UTF_8));
        return answer.body();
    }

    /** The stream up to its second message: things change every second. */
    private byte[] streamed(RunningTunnelwatch running) throws Exception {
        var request = HttpRequest.newBuilder(running.address(STREAM)).build();
        var text = new StringBuilder();
        try (var lines = new BufferedReader(new InputStreamReader(
                http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            for (int messages = 0; messages < 2; ) {
                String line = lines.readLine();
                text.append(line).append('\n');
                messages += line.startsWith("data:") ? 1 : 0;
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void assertRecordsClean(RunningTunnelwatch running) {
        var names = running.topics().names();
        assertThat(names).contains(Topics.OBSERVATIONS.name(), "_schemas").anyMatch(it -> it.endsWith("-changelog"));
        for (String topic : names) {
            for (var record : running.topics().raw(topic)) {
                String where = topic + " at " + record.offset();
                for (byte[] part : new byte[][] {record.key(), record.value()}) {
                    if (part != null) {
                        assertClean(where, part);
                    }
                }
                record.headers().forEach(it -> assertClean(where, it.value()));
            }
        }
    }

    /** Checks the processor's state: configurations are packed there, so that a search of its files would find nothing. */
    private static void assertMemoryClean(RunningTunnelwatch running) {
        var bytes = new ConnectionStateBytes();
        var remembered = running.topics().raw("tunnelwatch-processor-connections-changelog").stream()
                .filter(it -> it.value() != null)
                .map(it -> bytes.decode(new String(it.key(), StandardCharsets.UTF_8), it.value())
                        .toString())
                .toList();
        assertThat(remembered).anyMatch(it -> it.contains("single-0"));
        remembered.forEach(it -> assertClean("the processor's memory", it.getBytes(StandardCharsets.UTF_8)));
    }

    private void assertFilesClean() throws IOException {
        var segmentsWithNames = new TreeSet<String>();
        int files = 0;
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                assertClean(file.toString(), bytes);
                files++;
                if (file.toString().endsWith(".log") && contains(bytes, "single-0")) {
                    segmentsWithNames.add(directoryOf(file).replaceAll("-\\d+$", ""));
                }
            }
        }
        // The search must find what is there, or it proves nothing.
        assertThat(files).isGreaterThan(50);
        assertThat(segmentsWithNames)
                .contains(Topics.OBSERVATIONS.name(), Topics.TRANSITIONS.name(), Topics.CONNECTIONS.name());
    }

    private static void assertClean(String where, byte[] bytes) {
        assertThat(SecretSearch.in(bytes)).as("a secret in %s", where).isEmpty();
    }

    private static String directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? "" : String.valueOf(parent.getFileName());
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }
}
