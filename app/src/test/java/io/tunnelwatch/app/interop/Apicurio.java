package io.tunnelwatch.app.interop;

import io.tunnelwatch.testsupport.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Apicurio's registry, which speaks Confluent's API too, in a process of its own. */
final class Apicurio implements AutoCloseable {
    private static final Path ARCHIVE =
            Path.of("target/counterparts/apicurio-registry-app-all.tar.gz").toAbsolutePath();

    private final Process process;
    private final int port;

    Apicurio(Path directory) throws Exception {
        run(directory, "tar", "xzf", ARCHIVE.toString());
        port = FreePorts.one();
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        "apicurio-registry-app-2.6.13.Final-runner.jar")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), "output.txt"))
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(this::answers);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    private boolean answers() throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(Path directory, String... command) throws Exception {
        int code = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
