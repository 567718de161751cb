package io.tunnelwatch.app.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.NewerJava;
import io.tunnelwatch.testsupport.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tunnelwatch, all of it or only its sink, in a process of its own, which a test may kill. */
final class RunningTunnelwatch implements AutoCloseable {
    private static final String ENOUGH = "384m";

    /** Includes the first scan and its judgement; several processes start at once on a small machine. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    /** The default of the setting. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(30);

    private static final Duration SIMULATED_POLL_INTERVAL = Duration.ofSeconds(2);
    private static final Pattern SIMULATOR = Pattern.compile("^ *[0-9.]+ s  simulator +(http://\\S+)$");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Path directory;
    private final Map<String, String> settings;
    private final List<String> part;
    private final List<Integer> ports;
    private String heap = ENOUGH;
    private String readiness = "";
    private final Supplier<Optional<URI>> cloud;
    private final BoardNeverWrong board;
    private Process process;

    /** @param cloud address of the simulated cloud, if it runs in another process */
    private RunningTunnelwatch(
            Path directory,
            Map<String, String> settings,
            List<String> part,
            List<Integer> ports,
            Optional<Supplier<Optional<URI>>> cloud)
            throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.part = part;
        this.ports = ports;
        this.cloud = cloud.orElse(this::ownCloud);
        this.board = new BoardNeverWrong(
                address("/"), Optional.ofNullable(settings.get("TUNNELWATCH_HTTP_TOKEN")), this.cloud, pollInterval());
        this.process = launch();
        board.listen();
    }

    /** Starts Tunnelwatch in this directory and waits until it is ready. */
    static RunningTunnelwatch start(Path directory, Map<String, String> environment) throws Exception {
        return start(directory, environment, List.of());
    }

    /** The same, with more options. */
    static RunningTunnelwatch start(Path directory, Map<String, String> environment, List<String> options)
            throws Exception {
        List<Integer> ports = FreePorts.some(3);
        var command = new ArrayList<>(List.of(
                "up",
                "--data-dir",
                directory.resolve("data").toString(),
                "--http-port",
                ports.get(0).toString(),
                "--kafka-port",
                ports.get(1).toString(),
                "--registry-port",
                ports.get(2).toString()));
        command.addAll(options);
        return ready(new RunningTunnelwatch(directory, environment, command, ports, Optional.empty()));
    }

    /** Starts another sink, in a process of its own, on this one's cluster and registry. */
    RunningTunnelwatch startSink(Path elsewhere) throws Exception {
        var environment = new HashMap<>(settings);
        environment.put("TUNNELWATCH_SINK_INSTANCE_ID", "elsewhere");
        environment.put("TUNNELWATCH_SINK_STATE_DIR", elsewhere.resolve("state").toString());
        List<Integer> port = FreePorts.some(1);
        environment.put("TUNNELWATCH_HTTP_PORT", port.get(0).toString());
        return ready(new RunningTunnelwatch(
                elsewhere,
                environment,
                List.of("sink", "--config", ownClients().toString()),
                port,
                Optional.of(cloud)));
    }

    private static RunningTunnelwatch ready(RunningTunnelwatch running) throws Exception {
        try {
            running.awaitReady();
            return running;
        } catch (Exception | AssertionError e) {
            running.board.close();
            running.process.destroyForcibly();
            throw e;
        }
    }

    /** Kills the process without a clean stop, like a power cut. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts Tunnelwatch again, on the same data and the same ports. */
    void restart() throws Exception {
        process = launch();
        awaitReady();
    }

    /** Starts Tunnelwatch again with too little heap, and waits for its exit code. */
    int restartUntilItEnds(String littleHeap) throws Exception {
        heap = littleHeap;
        try {
            return restartUntilItEnds();
        } finally {
            heap = ENOUGH;
        }
    }

    /** Starts Tunnelwatch again, without waiting for anything. */
    void launchAgain() throws IOException {
        process = launch();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal: STOP or CONT. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Starts Tunnelwatch again where it cannot run, and waits for its exit code. */
    int restartUntilItEnds() throws Exception {
        process = launch();
        if (!process.waitFor(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("tunnelwatch up went on:\n" + output());
        }
        return process.exitValue();
    }

    void awaitReady() throws Exception {
        long giveUp = System.nanoTime() + READY_WITHIN.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > giveUp) {
                throw new AssertionError("tunnelwatch did not become ready: " + readiness + "\n" + output());
            }
            TimeUnit.MILLISECONDS.sleep(100); // between two looks at a condition
        }
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + ports.get(0) + path);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + ports.get(1);
    }

    String registryUrl() {
        return "http://127.0.0.1:" + ports.get(2);
    }

    TopicReader topics() {
        return new TopicReader(bootstrapServers(), registryUrl());
    }

    JsonNode json(String path) throws Exception {
        return json.readTree(body(path));
    }

    String body(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(address(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Settings of clients that may write to its broker. */
    Path ownClients() {
        return dataDirectory().resolve("own-clients.properties");
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    /** The output of all its processes so far. */
    String output() throws IOException {
        return Files.readString(outputFile());
    }

    Path outputFile() {
        return directory.resolve("output.txt");
    }

    long pid() {
        return process.pid();
    }

    /** Asks the process to stop and waits. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("tunnelwatch did not stop when asked");
        }
        return process.exitValue();
    }

    /** Watches the page until it is closed, and then judges it. */
    BoardNeverWrong board() {
        return board;
    }

    @Override
    public void close() {
        board.close();
        process.destroyForcibly();
        process.onExit().join();
        board.judge();
    }

    /** Address of the simulated cloud: the test's, or that of the watched process. */
    private Optional<URI> ownCloud() {
        String set = settings.getOrDefault("TUNNELWATCH_CLOUD_ENDPOINT", "");
        return set.isEmpty() ? simulatorOfItsOwn() : Optional.of(URI.create(set));
    }

    private Optional<URI> simulatorOfItsOwn() {
        try {
            return output().lines()
                    .map(SIMULATOR::matcher)
                    .filter(Matcher::find)
                    .reduce((earlier, later) -> later)
                    .map(it -> URI.create(it.group(1)));
        } catch (IOException e) {
            return Optional.empty(); // it has not printed anything yet
        }
    }

    private Duration pollInterval() {
        String set = settings.get("TUNNELWATCH_POLL_INTERVAL");
        if (set != null) {
            return Duration.parse(set);
        }
        return part.contains("--simulate") ? SIMULATED_POLL_INTERVAL : POLL_INTERVAL;
    }

    boolean isReady() {
        try {
            var request = HttpRequest.newBuilder(address("/readyz"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            readiness = answer.body();
            return answer.statusCode() == 200;
        } catch (IOException e) {
            readiness = e.toString();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Process launch() throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                // It lives for a minute: the second compiler would take more time than it saves.
                "-XX:TieredStopAtLevel=1"));
        command.addAll(NewerJava.quiet());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tunnelwatch.app.Tunnelwatch"));
        command.addAll(part);
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ALIBABA_CLOUD_"));
        // Most tests count what happens from the start on.
        builder.environment().put("TUNNELWATCH_SIMULATED_PAST", "PT0S");
        builder.environment().putAll(settings);
        return builder.redirectOutput(
                        ProcessBuilder.Redirect.appendTo(outputFile().toFile()))
                .start();
    }
}
