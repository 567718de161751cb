package io.tunnelwatch.app.platform.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A real registry that is not ours: Apicurio, in a process of its own, with Confluent's API. Its data is in memory. */
final class ApicurioProcess implements AutoCloseable {
    private static final Path HOME = Path.of("target/interop/apicurio");
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private final Process process;
    private final String url;

    ApicurioProcess() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        url = "http://127.0.0.1:" + port + "/apis/ccompat/v7";
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        jar().toString()))
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/interop/apicurio.log").toFile())
                .start();
        try {
            Awaitility.await("Apicurio, whose log is target/interop/apicurio.log")
                    .atMost(READY_WITHIN)
                    .pollInterval(Duration.ofMillis(200))
                    .until(this::isReady);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    String url() {
        return url;
    }

    private boolean isReady() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create(url + "/subjects")).build();
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path jar() throws IOException {
        try (var files = Files.list(HOME)) {
            return files.filter(it -> it.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(
                            HOME + " is not there: the build puts it there before the integration tests."));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
