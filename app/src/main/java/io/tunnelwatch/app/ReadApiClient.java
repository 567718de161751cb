package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.runtime.Loopback;
import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Client of the sink's API, for the commands. */
final class ReadApiClient {
    /** The token comes from the environment, because other users of the machine can read a command line. */
    static final String TOKEN = "TUNNELWATCH_API_TOKEN";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Option(
            names = "--api",
            paramLabel = "URL",
            description =
                    "Address of the page. Default: ${DEFAULT-VALUE}. If it requires a token, set it in " + TOKEN + ".")
    private String address = "http://127.0.0.1:8080";

    /** Made for the first request: each command has a client of its own, and each HTTP client a thread and TLS. */
    private @Nullable HttpClient http;

    private final CommandEnvironment environment;
    private final Optional<String> token;

    ReadApiClient(CommandEnvironment environment) {
        this.environment = environment;
        this.token = Optional.ofNullable(environment.environment().get(TOKEN));
    }

    private HttpClient http() {
        if (http == null) {
            http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        }
        return http;
    }

    /** Sends a request with parameters; empty ones are left out. */
    JsonNode get(String path, Map<String, String> parameters) {
        return get(withQuery(path, parameters));
    }

    private static String withQuery(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .filter(it -> !it.getValue().isEmpty())
                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** The same, but without an error if nothing is known of what is asked for; the answer then lacks the data. */
    JsonNode getIfKnown(String path, Map<String, String> parameters) {
        return send(withQuery(path, parameters), Set.of(200, 404));
    }

    JsonNode get(String path) {
        return send(path, Set.of(200));
    }

    /** Requests all pages of an answer, with parameters. */
    List<JsonNode> getAllPages(String path, Map<String, String> parameters) {
        return getAllPages(withQuery(path, parameters));
    }

    /** Requests all pages of an answer. */
    List<JsonNode> getAllPages(String path) {
        var pages = new ArrayList<JsonNode>();
        for (String next = path; !next.isEmpty(); ) {
            JsonNode page = get(next);
            pages.add(page);
            next = page.path("next").asText("");
        }
        return pages;
    }

    /** The beginning of a command with an id of its own, so that it can be sent again without a second effect. */
    ObjectNode command(String type) {
        return new ObjectMapper()
                .createObjectNode()
                .put("type", type)
                .put("id", UUID.randomUUID().toString());
    }

    /** Sends a command; returns the command that stands under its id. */
    JsonNode post(ObjectNode command) {
        return send(
                request("/api/v1/commands")
                        .header("content-type", "application/json")
                        .header("x-tunnelwatch-request", "1")
                        .POST(HttpRequest.BodyPublishers.ofString(command.toString())),
                Set.of(200, 201));
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(address.replaceAll("/+$", "") + path))
                    .timeout(PATIENCE)
                    .header("accept", "application/json");
        } catch (IllegalArgumentException e) {
            throw away(e);
        }
    }

    private OperatorException away(Exception e) {
        return new OperatorException(
                "No Tunnelwatch API answers at " + address
                        + ": is 'tunnelwatch up' running there? Name another address with --api.",
                e);
    }

    private JsonNode send(String path, Set<Integer> good) {
        return send(request(path), good);
    }

    private JsonNode send(HttpRequest.Builder request, Set<Integer> good) {
        token.ifPresent(it -> authorize(request, it));
        try {
            var answer = http().send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (!good.contains(answer.statusCode())) {
                throw new OperatorException(refusal(answer));
            }
            var body = new ObjectMapper().readTree(answer.body());
            warnOfWhatIsMissing(body);
            return body;
        } catch (IOException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorException("Interrupted while asking " + address + ": try again.", e);
        }
    }

    private void authorize(HttpRequest.Builder request, String bearer) {
        URI uri = request.build().uri();
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.equals("http") && !Loopback.isAuthority(uri.getRawAuthority().toLowerCase(Locale.ROOT))) {
            // Whoever listens on the way to another machine would have the token.
            throw new OperatorException("The token in " + TOKEN + " would go to " + address + " without encryption: use"
                    + " an address with https, or unset the token. See docs/runbook.md#plaintext_refused.");
        }
        request.header("authorization", "Bearer " + bearer);
    }

    /** Warns on standard error, because a program may read the answer. */
    private void warnOfWhatIsMissing(JsonNode answer) {
        answer.path("incomplete").forEach(it -> environment
                .err()
                .println(
                        it.path("cause").asText().equals("BEING_READ")
                                ? "Incomplete: the server is still reading its topics; try again."
                                : "Incomplete: records written to " + Json.text(it, "topic") + " from "
                                        + Json.text(it, "from") + " to " + Json.text(it, "to")
                                        + " are missing (" + Json.text(it, "cause") + ")."));
        environment.err().flush();
    }

    /** The refusal in the API's own words, if it comes from the API. */
    private String refusal(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() == 401) {
            return "The API at " + address + " requires authentication: put its token into " + TOKEN + ".";
        }
        boolean isProblem =
                answer.headers().firstValue("content-type").orElse("").startsWith("application/problem+json");
        return isProblem
                ? "The API at " + address + " says: "
                        + new ObjectMapper()
                                .readTree(answer.body())
                                .path("detail")
                                .asText("(no detail)")
                : "The API at " + address + " answers with status " + answer.statusCode() + ": check --api.";
    }
}
