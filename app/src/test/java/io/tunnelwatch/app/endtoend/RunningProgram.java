package io.tunnelwatch.app.endtoend;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One instance of ingest, processor or sink in a process of its own, under a name that it keeps. A test may stop it and start
 * it again, also with another build.
 */
final class RunningProgram implements AutoCloseable {
    /** A start beside five other programs on a small machine. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);
    private static final int STOPS_WITHIN_SECONDS = 30;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWERS_WITHIN).build();
    private final Path directory;
    private final String role;
    private final String name;
    private final int port;
    private final Map<String, String> environment;
    private String build;
    private Process process;

    /**
     * Starts it with this build.
     *
     * @param settings those that all programs have in common, by their names
     */
    RunningProgram(Path parent, String role, String name, Map<String, String> settings) throws IOException {
        this(parent, role, name, settings, ownClassPath());
    }

    /** @param classPath of the build */
    RunningProgram(Path parent, String role, String name, Map<String, String> settings, String classPath)
            throws IOException {
        this.directory = Files.createDirectories(parent.resolve(name));
        this.role = role;
        this.name = name;
        this.port = FreePorts.one();
        this.environment = environment(settings);
        start(classPath);
    }

    static String ownClassPath() {
        return System.getProperty("java.class.path");
    }

    private Map<String, String> environment(Map<String, String> settings) {
        var own = new TreeMap<>(settings);
        own.put(role + ".instance.id", name);
        own.put(role + (role.equals("ingest") ? ".data.dir" : ".state.dir"), directory.toString());
        own.put(role.equals("sink") ? "http.port" : "ops.port", Integer.toString(port));
        var environment = new TreeMap<String, String>();
        own.forEach((setting, value) -> environment.put(variable(setting), value));
        return environment;
    }

    private static String variable(String setting) {
        return setting.startsWith("ALIBABA_CLOUD_")
                ? setting
                : "TUNNELWATCH_" + setting.toUpperCase(java.util.Locale.ROOT).replace('.', '_');
    }

    void start(String classPath) throws IOException {
        build = classPath;
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                // It lives for a minute: the second compiler would take more time than it saves.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "io.tunnelwatch.app.Tunnelwatch",
                role));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(it -> it.startsWith("ALIBABA_CLOUD_") || it.startsWith("TUNNELWATCH_"));
        builder.environment().putAll(environment);
        process = builder.redirectOutput(
                        ProcessBuilder.Redirect.appendTo(outputFile().toFile()))
                .start();
    }

    /** Starts it again with the build that it had, as a supervisor would. */
    void startAgain() throws IOException {
        start(build);
    }

    /** Asks it to stop, and waits. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " did not stop when asked; see " + outputFile());
        }
    }

    /** Kills it without a clean stop, like a power cut. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits until it ends by itself; returns its exit code. */
    int exitCode() throws Exception {
        if (!process.waitFor(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " went on:\n" + output());
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void awaitReady() throws Exception {
        long giveUp = System.nanoTime() + READY_WITHIN.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > giveUp) {
                throw new AssertionError(name + " did not become ready:\n" + output());
            }
            TimeUnit.MILLISECONDS.sleep(100); // between two looks at a condition
        }
    }

    boolean isReady() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(address().resolve("/readyz"))
                    .timeout(ANSWERS_WITHIN)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Origin of its page, or of its health and metrics. */
    URI address() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    String name() {
        return name;
    }

    /** The output of all its processes so far. */
    String output() throws IOException {
        return Files.readString(outputFile());
    }

    private Path outputFile() {
        return directory.resolveSibling(name + ".txt");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
