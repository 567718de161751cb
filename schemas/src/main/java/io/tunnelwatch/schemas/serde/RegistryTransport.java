package io.tunnelwatch.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends requests to the registry: to each address in turn, and again if a retry may help. */
final class RegistryTransport {
    /** Rounds over all addresses; the pauses between them add up to 1.4 seconds at most. */
    private static final int ATTEMPTS = 4;

    private static final long FIRST_WAIT_MILLIS = 100;
    private static final String DEADLINE = "http.read.timeout.ms";

    /** The largest answer is a schema of a megabyte as a JSON string; our schemas have 15 KB. */
    private static final int MOST_BYTES = 2 << 20;

    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<URI> addresses;
    private final RegistryCredential credential;
    private final Duration deadline;
    private final HttpClient http;

    /** Shared by all that need no certificates of their own: each client holds a thread, and a process has a dozen serdes. */
    private static final class Shared {
        private static final HttpClient HTTP = client().build();
    }

    /** The answer of one address, or the reason why there is none. */
    private record Answer(int status, String body, String trouble) {}

    RegistryTransport(Map<String, ?> settings) {
        this.addresses = RegistryCredential.addresses(settings);
        this.credential = RegistryCredential.of(settings);
        Object given = settings.get(DEADLINE);
        this.deadline = given == null ? DEFAULT_DEADLINE : Duration.ofMillis(Long.parseLong(given.toString()));
        this.http = RegistryTls.of(settings)
                .map(it -> client().sslContext(it).build())
                .orElseGet(() -> Shared.HTTP);
    }

    /** The registry's answer, after retries if needed. */
    JsonNode call(String what, String method, String path, @Nullable ObjectNode body) {
        String trouble = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt > 0) {
                pause(attempt);
            }
            for (URI address : addresses) {
                Answer answer = ask(request(address, method, path, body));
                if (!mayPass(answer)) {
                    return read(what, address, answer);
                }
                trouble = answer.trouble();
            }
        }
        throw new RegistryUnavailableException("The schema registry at " + addresses + " could not be asked to " + what
                + " (" + trouble + "): check schema.registry.url and that it is up.");
    }

    private Answer ask(HttpRequest request) {
        var asked = http.sendAsync(request, BoundedBody.of(MOST_BYTES));
        try {
            // The timeout of the request itself covers the headers only.
            HttpResponse<String> response = asked.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body(), "HTTP " + response.statusCode());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return new Answer(0, "", (cause == null ? e : cause).getClass().getSimpleName());
        } catch (TimeoutException e) {
            asked.cancel(true);
            return new Answer(0, "", "no answer in " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            asked.cancel(true);
            throw interrupted(e);
        }
    }

    private static boolean mayPass(Answer answer) {
        return answer.status() == 0 || answer.status() == 429 || answer.status() >= 500;
    }

    /** Only an answer with the registry's error code is about the schema; any other is about the connection to the registry. */
    private static JsonNode read(String what, URI address, Answer answer) {
        JsonNode body = json(answer.body());
        int code = body.path("error_code").asInt();
        if (answer.status() < 300 && !body.isMissingNode()) {
            return body;
        }
        if (answer.status() == 401 || answer.status() == 403 || code == 0) {
            throw new RegistryUnavailableException("The schema registry at " + address + " was asked to " + what
                    + " and answered " + answer.trouble() + ": check schema.registry.url and the credentials for it"
                    + " (basic.auth.user.info or bearer.auth.token).");
        }
        throw new RegistryRefusal(
                what, answer.status(), code, body.path("message").asText("no reason given"));
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private HttpRequest request(URI address, String method, String path, @Nullable ObjectNode body) {
        var request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        credential.header().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    /** Pauses before a retry: doubling with each attempt, and randomised so that many clients do not return at once. */
    private static void pause(int attempt) {
        long most = FIRST_WAIT_MILLIS << attempt;
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RegistryUnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RegistryUnavailableException("Interrupted while waiting for the schema registry", e);
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder().connectTimeout(DEFAULT_DEADLINE).version(HttpClient.Version.HTTP_1_1);
    }
}
