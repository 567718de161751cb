package io.tunnelwatch.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures how long {@code bin/tunnelwatch up} takes from the shell to ready and from ready to the first alert on the API, and
 * its memory when it is ready and some time after the alert. Each run has a data directory of its own; the build is done before.
 *
 * <p>Arguments: the number of runs (5), seconds after the first alert until memory is read again (60). Prints a line for each
 * and the medians.
 */
public final class StartUp {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern PAGE = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    private final HttpClient http = HttpClient.newHttpClient();

    private record Run(double readySeconds, double firstAlertSeconds, double readyMegabytes, double settledMegabytes) {}

    private final Duration settling;

    private StartUp(Duration settling) {
        this.settling = settling;
    }

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        var settling = Duration.ofSeconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60);
        var measured = new ArrayList<Run>();
        for (int i = 0; i < runs; i++) {
            Run run = new StartUp(settling).run();
            measured.add(run);
            System.out.println("run " + (i + 1) + ": " + run);
        }
        System.out.printf(
                "median of %d: ready %.1f s, first alert %.1f s later, resident %.0f MB when ready, %.0f MB at the end%n",
                runs,
                median(measured.stream().mapToDouble(Run::readySeconds).toArray()),
                median(measured.stream().mapToDouble(Run::firstAlertSeconds).toArray()),
                median(measured.stream().mapToDouble(Run::readyMegabytes).toArray()),
                median(measured.stream().mapToDouble(Run::settledMegabytes).toArray()));
    }

    private Run run() throws Exception {
        Path directory = Files.createTempDirectory("tunnelwatch-start-up");
        Path output = directory.resolve("output.txt");
        long launched = System.nanoTime();
        Process process = new ProcessBuilder(List.of(
                        "bin/tunnelwatch",
                        "up",
                        "--data-dir",
                        directory.resolve("data").toString(),
                        "--http-port=0",
                        "--kafka-port=0",
                        "--registry-port=0"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await("ready", () -> page(output).map(it -> answers(it + "/readyz")).orElse(false));
            double ready = Readings.secondsSince(launched);
            double megabytes = Readings.residentMegabytes(process.pid());
            String page = page(output).orElseThrow();
            long readyAt = System.nanoTime();
            await("first alert", () -> body(page + "/api/v1/alerts").contains("\"FIRING\""));
            double firstAlert = Readings.secondsSince(readyAt);
            TimeUnit.NANOSECONDS.sleep(settling.toNanos());
            return new Run(ready, firstAlert, megabytes, Readings.residentMegabytes(process.pid()));
        } finally {
            process.destroy();
            process.waitFor();
            delete(directory);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (Readings.secondsSince(began) > PATIENCE.toSeconds()) {
                throw new IllegalStateException(what + " was not seen within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static java.util.Optional<String> page(Path output) {
        try {
            return Files.readAllLines(output).stream()
                    .filter(it -> it.contains("page"))
                    .flatMap(it -> PAGE.matcher(it).results().map(found -> found.group()))
                    .findFirst();
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }

    private boolean answers(String address) {
        try {
            return http.send(request(address), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String body(String address) {
        try {
            return http.send(request(address), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest request(String address) {
        return HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(2))
                .build();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(it -> it.toFile().delete());
        }
    }
}
