package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The sink's read API, as commands that ask it see it. */
final class Api {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Option(names = "--api", paramLabel = "URL", description = "Where the page is. Default: ${DEFAULT-VALUE}")
    private String address = "http://127.0.0.1:8080";

    JsonNode ask(String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create(address.replaceAll("/+$", "") + path))
                    .timeout(PATIENCE)
                    .header("accept", "application/json")
                    .build();
            var answer = HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new OperatorException(
                        "The API at " + address + " answers with status " + answer.statusCode() + ": check --api.");
            }
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException | IllegalArgumentException e) {
            throw new OperatorException(
                    "No Tunnelwatch API answers at " + address
                            + ": is 'tunnelwatch up' running there? Another address can be given with --api.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorException("Interrupted while asking " + address + ": ask again.", e);
        }
    }
}
