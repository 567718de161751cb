package io.tunnelwatch.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Confluent's Schema Registry API that a serde needs. What was answered once is remembered for good: neither
 * the schema of an id nor the id of a schema ever changes.
 */
public final class RegistryClient {
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(5);

    /** Over the whole list of addresses; with the waits in between about two seconds. */
    private static final int ATTEMPTS = 4;

    private static final long FIRST_WAIT_MILLIS = 100;
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final List<URI> addresses;
    private final RegistryCredential credential;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();

    private record Registration(String subject, Schema schema) {}

    /** Settings are Confluent's: schema.registry.url, basic.auth.…, bearer.auth.…. */
    public RegistryClient(Map<String, ?> settings) {
        this.addresses = RegistryCredential.addresses(settings);
        this.credential = RegistryCredential.of(settings);
        this.http = HttpClient.newBuilder()
                .connectTimeout(CALL_DEADLINE)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** The id under which this schema stands in this subject, which gets it as a new version if it has it not. */
    public int register(String subject, Schema schema) {
        return ids.computeIfAbsent(new Registration(subject, schema), it -> postSchema(
                        "register a schema of " + subject, "/subjects/" + encoded(subject) + "/versions", schema)
                .get("id")
                .asInt());
    }

    /** The id of a schema that must be there already. */
    public int lookUp(String subject, Schema schema) {
        return ids.computeIfAbsent(new Registration(subject, schema), it -> postSchema(
                        "find a schema of " + subject, "/subjects/" + encoded(subject), schema)
                .get("id")
                .asInt());
    }

    public Schema byId(int id) {
        Schema known = schemas.get(id);
        return known != null ? known : schemas.computeIfAbsent(id, this::fetch);
    }

    /** Sets how versions of a subject must fit together. */
    public void requireCompatibility(String subject, String level) {
        var body = JSON.createObjectNode().put("compatibility", level);
        call("set the compatibility of " + subject, "PUT", "/config/" + encoded(subject), body);
    }

    private Schema fetch(int id) {
        var answer = call("find the schema of id " + id, "GET", "/schemas/ids/" + id, null);
        try {
            return new Schema.Parser().parse(answer.path("schema").asText());
        } catch (SchemaParseException e) {
            throw new RegistryRefusal("find the schema of id " + id, 200, 0, "what it gave is not an Avro schema");
        }
    }

    private JsonNode postSchema(String what, String path, Schema schema) {
        return call(what, "POST", path, JSON.createObjectNode().put("schema", schema.toString()));
    }

    private JsonNode call(String what, String method, String path, @Nullable ObjectNode body) {
        String trouble = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt > 0) {
                pause(attempt);
            }
            for (URI address : addresses) {
                try {
                    var response =
                            http.send(request(address, method, path, body), HttpResponse.BodyHandlers.ofString());
                    if (response.statusCode() < 300) {
                        return JSON.readTree(response.body());
                    }
                    if (response.statusCode() < 500 && response.statusCode() != 429) {
                        throw refusal(what, response);
                    }
                    trouble = "HTTP " + response.statusCode();
                } catch (IOException e) {
                    trouble = e.getClass().getSimpleName();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new RegistryUnavailableException(
                            "Interrupted while asking the schema registry to " + what, e);
                }
            }
        }
        throw new RegistryUnavailableException("The schema registry at " + addresses + " could not be asked to " + what
                + " (" + trouble + "): check schema.registry.url and that it is up.");
    }

    private HttpRequest request(URI address, String method, String path, @Nullable ObjectNode body) {
        var request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(CALL_DEADLINE)
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        credential.header().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private static RegistryRefusal refusal(String what, HttpResponse<String> response) {
        try {
            JsonNode answer = JSON.readTree(response.body());
            return new RegistryRefusal(
                    what,
                    response.statusCode(),
                    answer.path("error_code").asInt(),
                    answer.path("message").asText("no reason given"));
        } catch (JsonProcessingException e) {
            return new RegistryRefusal(what, response.statusCode(), 0, "its answer is not JSON");
        }
    }

    /** Doubles with each attempt, and is spread so that many clients do not come back as one. */
    private static void pause(int attempt) {
        long most = FIRST_WAIT_MILLIS << attempt;
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("Interrupted while waiting for the schema registry", e);
        }
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
