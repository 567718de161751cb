package io.tunnelwatch.bench;

import static io.tunnelwatch.bench.AlertmanagerSetting.millis;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Debian's Prometheus and one or more Alertmanagers, on loopback, each with its own settings, behind one exporter. */
final class PrometheusStack implements AutoCloseable {
    private static final String PROMETHEUS = "/usr/bin/prometheus";
    private static final String ALERTMANAGER = "/usr/bin/prometheus-alertmanager";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private final List<Program> programs = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    private record Program(String name, List<String> command, int port) {}

    /**
     * The settings of a stack.
     *
     * @param scrape time between two scrapes, and between two evaluations of the rules
     * @param divisor how many times faster than real time everything goes
     */
    record Plan(String exporter, Pace pace, Duration scrape, int divisor, List<AlertmanagerSetting> alertmanagers) {}

    PrometheusStack(Path directory, Plan plan, NoticeReceiver receiver) throws IOException {
        this.directory = Files.createDirectories(directory);
        var ports = new ArrayList<Integer>();
        for (AlertmanagerSetting setting : plan.alertmanagers()) {
            ports.add(addAlertmanager(setting, plan.divisor(), receiver));
        }
        addPrometheus(plan, ports);
    }

    private int addAlertmanager(AlertmanagerSetting setting, int divisor, NoticeReceiver receiver) throws IOException {
        String name = setting.contestant();
        int port = LaunchedProgram.freePort();
        Path file = directory.resolve(name + ".yml");
        Files.writeString(file, setting.yaml(receiver.url(name), divisor));
        programs.add(new Program(
                name,
                List.of(
                        ALERTMANAGER,
                        "--config.file=" + file,
                        "--storage.path=" + directory.resolve(name),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address="),
                port));
        return port;
    }

    private void addPrometheus(Plan plan, List<Integer> alertmanagers) throws IOException {
        int port = LaunchedProgram.freePort();
        Files.writeString(directory.resolve("rules.yml"), PrometheusRules.yaml(plan.pace()));
        Path file = directory.resolve("prometheus.yml");
        Files.writeString(file, configuration(plan, alertmanagers));
        // Sent again each minute; but a stall of half a second must not end alerts when a minute is that short.
        Duration resend = Duration.ofMinutes(1).dividedBy(plan.divisor());
        programs.add(new Program(
                "prometheus",
                List.of(
                        PROMETHEUS,
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + directory.resolve("tsdb"),
                        "--rules.alert.resend-delay="
                                + millis(resend.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : resend),
                        "--web.listen-address=127.0.0.1:" + port),
                port));
    }

    private static String configuration(Plan plan, List<Integer> alertmanagers) {
        String targets =
                alertmanagers.stream().map(it -> "'127.0.0.1:" + it + "'").collect(Collectors.joining(", "));
        return """
                global:
                  scrape_interval: %1$s
                  scrape_timeout: %1$s
                  evaluation_interval: %1$s
                rule_files: [rules.yml]
                alerting:
                  alertmanagers:
                    - static_configs:
                        - targets: [%2$s]
                scrape_configs:
                  - job_name: vpn
                    static_configs:
                      - targets: ['%3$s']
                """
                .formatted(millis(plan.scrape()), targets, plan.exporter());
    }

    /** Starts all programs and waits until they are ready. */
    PrometheusStack launch() throws IOException, InterruptedException {
        for (Program program : programs) {
            processes.add(new ProcessBuilder(program.command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve(program.name() + ".log").toFile()))
                    .start());
        }
        long began = System.nanoTime();
        for (Program program : programs) {
            while (!isReady(program.port())) {
                if (Readings.secondsSince(began) > PATIENCE.toSeconds()) {
                    throw new IllegalStateException(program.name() + " is not ready within " + PATIENCE);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        return this;
    }

    private boolean isReady(int port) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The value of an expression that yields one, as Prometheus writes it; empty if it yields none. */
    String value(String expression) throws IOException, InterruptedException {
        int port = programs.get(programs.size() - 1).port();
        URI question = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        var answer = http.send(HttpRequest.newBuilder(question).build(), HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper()
                .readTree(answer.body())
                .at("/data/result/0/value/1")
                .asText();
    }

    /** Asks all programs to stop and waits. */
    void stop() {
        processes.forEach(Process::destroy);
        awaitEnd();
    }

    /** Kills all programs, like a power cut. */
    void kill() {
        processes.forEach(Process::destroyForcibly);
        awaitEnd();
    }

    private void awaitEnd() {
        processes.forEach(it -> it.onExit().join());
        processes.clear();
    }

    @Override
    public void close() {
        stop();
    }
}
