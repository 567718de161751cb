package io.tunnelwatch.app;

import com.fasterxml.jackson.core.JsonProcessingException;
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

/** {@code --api}, and how to ask it. */
final class ApiOption {
    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Address of a running sink (${DEFAULT-VALUE}).")
    private String api = "http://127.0.0.1:8080";

    JsonNode get(String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create(api + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new OperatorException(
                        api + path + " answered " + response.statusCode() + ": is it a Tunnelwatch?");
            }
            return new ObjectMapper().readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new OperatorException(api + path + " did not answer with JSON: is it a Tunnelwatch?", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new OperatorException(
                    "Nothing answers at " + api + ": start 'tunnelwatch up', or name another address with --api.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
