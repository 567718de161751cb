package io.tunnelwatch.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program, started as its users start it, in a process of its own. Closing asks it to stop and waits. */
record LaunchedProgram(Process process, long nanoTime) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Starts a command; its output is added to a file in the directory, named after the command. */
    static LaunchedProgram start(Path directory, String command, String... arguments) throws IOException {
        return start(directory, Map.of(), command, Arrays.asList(arguments));
    }

    /** The same, with more in its environment. */
    static LaunchedProgram start(
            Path directory, Map<String, String> environment, String command, List<String> arguments)
            throws IOException {
        var line = new ArrayList<>(List.of("bin/tunnelwatch", command));
        line.addAll(arguments);
        long nanoTime = System.nanoTime();
        var builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(command + ".log").toFile()));
        builder.environment().put("TUNNELWATCH_SIMULATED_PAST", "PT0S"); // what is measured brings its own data
        builder.environment().putAll(environment);
        return new LaunchedProgram(builder.start(), nanoTime);
    }

    /** Waits until {@code /readyz} says so; returns the seconds since the launch. */
    double awaitReady(HttpClient http, int port) throws InterruptedException {
        while (!isReady(http, port)) {
            if (!process.isAlive() || Readings.secondsSince(nanoTime) > PATIENCE.toSeconds()) {
                throw new IllegalStateException("not ready within " + PATIENCE + ", or ended before");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return Readings.secondsSince(nanoTime);
    }

    private static boolean isReady(HttpClient http, int port) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    double residentMegabytes() throws IOException {
        return Readings.residentMegabytes(process.pid());
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
