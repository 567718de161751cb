package io.tunnelwatch.app.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.testsupport.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Debian's Alertmanager on loopback, with the sample configuration of this project, quickened. */
public final class RunningAlertmanager implements AutoCloseable {
    static final Path SAMPLE = Path.of("../deploy/alertmanager/alertmanager.yml");
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus-alertmanager");

    private final Path directory;
    private final Path configuration;
    private final int port;
    private @Nullable Process process;

    private RunningAlertmanager(Path directory, Path configuration, int port) {
        this.directory = directory;
        this.configuration = configuration;
        this.port = port;
    }

    /** Starts it. The test is skipped, with a reason, if it is not installed. */
    public static RunningAlertmanager start(Path directory, String webhook) throws IOException {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM),
                "SKIPPED, no alert went through Alertmanager: no " + PROGRAM
                        + " (Debian: apt-get install prometheus-alertmanager).");
        String quick = Files.readString(SAMPLE)
                .replace("group_wait: 10s", "group_wait: 1s")
                .replace("group_interval: 1m", "group_interval: 2s")
                .replaceAll("http://127.0.0.1:9999/[a-z-]+", webhook);
        var running = new RunningAlertmanager(
                directory, Files.writeString(directory.resolve("alertmanager.yml"), quick), FreePorts.one());
        running.launch();
        return running;
    }

    public void launch() throws IOException {
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + configuration,
                        "--storage.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log.txt").toFile()))
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> get("/-/ready") != null);
    }

    /** Stops it as a restart of the machine does: it writes down whom it has notified of what. */
    public void stop() {
        Process running = process;
        if (running != null) {
            running.destroy();
            running.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The alerts that fire for Alertmanager now. */
    JsonNode alerts() throws Exception {
        return new ObjectMapper().readTree(get("/api/v2/alerts"));
    }

    private String get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("HTTP " + answer.statusCode());
        }
        return answer.body();
    }

    @Override
    public void close() {
        stop();
    }
}
