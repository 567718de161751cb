package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.NodeProject;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Transition;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples for other programs, each as its README says, beside one demo. */
@Timeout(600)
class ExamplesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SOME_ALERTS = 3;

    /** The end of a line about a transition that was joined with its connection. */
    private static final Pattern JOINED = Pattern.compile(" of (?<name>.+), now [A-Z_]+$");

    @TempDir
    static Path directory;

    private static RunningTunnelwatch running;

    @BeforeAll
    static void startTheDemo() throws Exception {
        running = RunningTunnelwatch.start(directory, Map.of(), List.of("--simulate"));
        Awaitility.await().atMost(PATIENCE).until(() -> alertLines().size() >= SOME_ALERTS);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void shouldReadAlertsInJavaWithTheModuleSchemasAlone() throws Exception {
        shouldPrint("java-consumer", ExamplesIT::alertLines);
    }

    @Test
    void shouldReadAlertsInJavaScriptWithoutAnotherCodec() throws Exception {
        var project = NodeProject.install(
                ExampleProgram.EXAMPLES.resolve("kafkajs"),
                Path.of("target/kafkajs-example").toAbsolutePath());
        shouldPrint("kafkajs", project.home(), ExamplesIT::alertLines);
    }

    @Test
    void shouldReadAlertsInPython() throws Exception {
        ExampleProgram.require(
                "python3 -c 'import confluent_kafka, avro'",
                "Python has no clients (Debian: apt-get install python3-confluent-kafka python3-avro)");
        shouldPrint("python", ExamplesIT::alertLines);
    }

    @Test
    void shouldReadKeysAndHeadersWithKcat() throws Exception {
        ExampleProgram.require("kcat -V", "kcat is not there (Debian: apt-get install kcat)");
        shouldPrint("kcat", ExamplesIT::headerLines);
    }

    @Test
    void shouldJoinTransitionsWithConnections() throws Exception {
        // Given
        Set<String> known = connectionNames();
        // When
        List<String> printed = shouldPrint("streams-join", ExamplesIT::transitionLines);
        // Then
        assertThat(printed.stream()
                        .map(JOINED::matcher)
                        .filter(Matcher::find)
                        .map(it -> it.group("name"))
                        .collect(Collectors.toSet()))
                .containsAll(known)
                .isSubsetOf(connectionNames());
    }

    @Test
    void shouldCompressWithNothingThatAClientMayLack() throws Exception {
        assertThat(StoredBatches.codecs(running.dataDirectory().resolve("kafka")))
                .contains(StoredBatches.Codec.GZIP)
                .isSubsetOf(StoredBatches.Codec.GZIP, StoredBatches.Codec.NONE);
    }

    @Test
    void shouldBeAsTheAsyncApiDocumentSays() throws Exception {
        // Given
        silence();
        var described = DescribedTopics.read(Path.of("..", "docs", "asyncapi.json"));
        // When
        Set<String> seen = described.compareWith(running.bootstrapServers(), running.registryUrl());
        // Then
        assertThat(seen)
                .contains(
                        Topics.OBSERVATIONS.name(),
                        Topics.TRANSITIONS.name(),
                        Topics.ALERTS.name(),
                        Topics.CONNECTIONS.name(),
                        Topics.HISTORY.name(),
                        Topics.TARGETS.name(),
                        Topics.COMMANDS.name(),
                        Topics.NOTIFICATIONS.name());
        System.out.println("asyncapi.json is true of " + seen);
    }

    private static void silence() throws Exception {
        var command = HttpRequest.newBuilder(running.address("/api/v1/commands"))
                .header("Content-Type", "application/json")
                .header("X-Tunnelwatch-Request", "1")
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                """
                        {"type": "SILENCE", "id": "4711", "matcher": ["alertname=BgpDown"], "reason": "an example", "for": "2h"}"""))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(command, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(201);
    }

    private static List<String> shouldPrint(String example, Supplier<List<String>> held) throws Exception {
        return shouldPrint(example, ExampleProgram.EXAMPLES.resolve(example), held);
    }

    /** The demo goes on meanwhile, so that more may be printed than was held before, and not more than is held afterwards. */
    private static List<String> shouldPrint(String example, Path home, Supplier<List<String>> held) throws Exception {
        // Given
        List<String> before = held.get();
        assertThat(before).hasSizeGreaterThanOrEqualTo(SOME_ALERTS);
        try (var program = ExampleProgram.start(example, home, running, directory)) {
            // When
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            !program.isAlive() || comparable(program.lines()).containsAll(before));
            // Then
            List<String> printed = program.lines();
            assertThat(comparable(printed))
                    .as(program.errors())
                    .containsAll(before)
                    .isSubsetOf(held.get());
            assertThat(program.isAlive() ? 0 : program.exitCode())
                    .as(program.errors())
                    .isZero();
            System.out.println("example " + example + ": " + printed.size() + " lines, such as " + printed.get(0));
            return printed;
        }
    }

    /** The lines without what depends on the time of reading. */
    private static List<String> comparable(List<String> lines) {
        return lines.stream().map(it -> JOINED.matcher(it).replaceFirst("")).toList();
    }

    private static List<String> alertLines() {
        return running.topics().decoded(Topics.ALERTS, Alert.class).stream()
                .map(TopicReader.Decoded::value)
                .map(it -> it.getStatus() + " " + it.getRule() + " " + it.getEntity() + ": " + it.getSummary())
                .toList();
    }

    private static List<String> headerLines() {
        return running.topics().raw(Topics.ALERTS.name()).stream()
                .map(it -> text(it.key()) + " " + it.partition() + "/" + it.offset() + " "
                        + StreamSupport.stream(it.headers().spliterator(), false)
                                .map(header -> header.key() + "=" + text(header.value()))
                                .collect(Collectors.joining(",")))
                .toList();
    }

    private static List<String> transitionLines() {
        return running.topics().decoded(Topics.TRANSITIONS, Transition.class).stream()
                .map(TopicReader.Decoded::value)
                .map(it -> it.getTransitionId() + " " + it.getEntity() + " " + it.getKind() + " " + it.getFacet() + " "
                        + state(it.getFrom()) + " > " + state(it.getTo()))
                .toList();
    }

    private static Set<String> connectionNames() {
        return running.topics().decoded(Topics.CONNECTIONS, ConnectionView.class).stream()
                .map(it -> it.value().getContext().getName())
                .collect(Collectors.toSet());
    }

    private static Object state(@Nullable FacetValue value) {
        return value == null ? "-" : value.getState();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
