package io.tunnelwatch.app.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.testsupport.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Debian's Prometheus on loopback, with the sample configuration and the rules of this project, quickened. */
final class RunningPrometheus implements AutoCloseable {
    static final Path DIRECTORY = Path.of("../deploy/prometheus");
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private RunningPrometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** What promtool printed, and its exit code. */
    record Verdict(int code, String output) {}

    /** Skips the test, with a reason, if Prometheus is not installed. */
    static void assumeInstalled() {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM) && Files.isExecutable(PROMTOOL),
                "SKIPPED, nothing was scraped: no " + PROGRAM + " and promtool (Debian: apt-get install prometheus).");
    }

    /** Runs promtool in a directory; it reads the input from a file. */
    static Verdict promtool(Path directory, Path input, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(PROMTOOL.toString()));
        command.addAll(List.of(arguments));
        var tool = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(input.toFile())
                .start();
        String output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(tool.waitFor(), output);
    }

    /** Starts it, to scrape that address each second. */
    static RunningPrometheus start(Path directory, URI scraped) throws Exception {
        assumeInstalled();
        Files.copy(DIRECTORY.resolve("rules.yaml"), directory.resolve("rules.yaml"));
        String quick = Files.readString(DIRECTORY.resolve("prometheus.yml"))
                .replace("15s", "1s")
                .replace("127.0.0.1:8080", scraped.getAuthority());
        Path configuration = Files.writeString(directory.resolve("prometheus.yml"), quick);
        int port = FreePorts.one();
        var process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log.txt").toFile())
                .start();
        var running = new RunningPrometheus(process, port);
        try {
            Awaitility.await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> !running.get("/-/ready")
                    .isEmpty());
            return running;
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
    }

    /** The samples that a query has now; throws if the query is wrong. */
    JsonNode query(String expression) throws Exception {
        var answer = json("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        return answer.path("data").path("result");
    }

    /** The rules of all groups, with their state and their latest error. */
    List<JsonNode> rules() throws Exception {
        var rules = new ArrayList<JsonNode>();
        json("/api/v1/rules").path("data").path("groups").forEach(group -> group.path("rules")
                .forEach(rules::add));
        return rules;
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path));
    }

    private String get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("HTTP " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
