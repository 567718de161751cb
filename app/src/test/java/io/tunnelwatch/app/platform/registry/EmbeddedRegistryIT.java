package io.tunnelwatch.app.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.runtime.OperatorException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Each test uses its own subjects in one registry, as the users of a registry do. */
class EmbeddedRegistryIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECORD =
            "{\"type\":\"record\",\"name\":\"%s\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}%s]}";

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;

    private final HttpClient http = HttpClient.newHttpClient();
    private EmbeddedRegistry registry;
    private String name;

    private record Answer(int status, JsonNode body) {}

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(directory, 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start(TestInfo test) {
        registry = EmbeddedRegistry.start(kafka(), 0);
        name = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldKeepIdsOverARestart() throws Exception {
        // Given
        int id = register(name, schema("")).body().path("id").asInt();
        String url = "/subjects/" + name + "/versions/latest";
        JsonNode before = get(url).body();
        put("/config/" + name, "{\"compatibility\":\"FULL_TRANSITIVE\"}");

        // When
        registry.close();
        registry = EmbeddedRegistry.start(kafka(), 0);

        // Then
        assertThat(get(url).body()).isEqualTo(before);
        assertThat(before.path("id").asInt()).isEqualTo(id);
        assertThat(get("/schemas/ids/" + id).body().path("schema").asText()).isEqualTo(schema(""));
        assertThat(get("/config/" + name).body().path("compatibilityLevel").asText())
                .isEqualTo("FULL_TRANSITIVE");
        assertThat(register(name, schema("")).body().path("id").asInt()).isEqualTo(id);
        assertThat(register(name + 2, schema(",{\"name\":\"b\",\"type\":\"int\"}"))
                        .body()
                        .path("id")
                        .asInt())
                .isGreaterThan(id);
    }

    @Test
    void shouldGiveOneSchemaOneIdInEverySubject() throws Exception {
        // When
        int id = register(name + "-1", schema("")).body().path("id").asInt();

        // Then
        assertThat(register(name + "-2", schema("")).body().path("id").asInt()).isEqualTo(id);
        assertThat(get("/schemas/ids/" + id + "/subjects").body().toString())
                .isEqualTo("[\"" + name + "-1\",\"" + name + "-2\"]");
        assertThat(get("/schemas/ids/" + id + "/versions").body()).hasSize(2);
    }

    @Test
    void shouldHoldASubjectToItsLevel() throws Exception {
        // Given
        register(name, schema(""));
        put("/config/" + name, "{\"compatibility\":\"FULL_TRANSITIVE\"}");
        String required = schema(",{\"name\":\"b\",\"type\":\"int\"}");
        String optional = schema(",{\"name\":\"b\",\"type\":\"int\",\"default\":1}");

        // Then
        String latest = "/compatibility/subjects/" + name + "/versions/latest";
        assertThat(post(latest, body(required)).body().path("is_compatible").asBoolean(true))
                .isFalse();
        assertThat(post(latest, body(optional)).body().path("is_compatible").asBoolean(false))
                .isTrue();
        assertError(register(name, required), 409, 409);
        assertThat(register(name, optional).status()).isEqualTo(200);
        assertThat(get("/subjects/" + name + "/versions").body().toString()).isEqualTo("[1,2]");
    }

    @Test
    void shouldAnswerInConfluentsNumbersWhatItHasNot() throws Exception {
        register(name, schema(""));

        assertError(get("/subjects/nobody/versions"), 404, 40401);
        assertError(get("/subjects/" + name + "/versions/9"), 404, 40402);
        assertError(get("/subjects/" + name + "/versions/first"), 422, 42202);
        assertError(get("/schemas/ids/999999"), 404, 40403);
        assertError(get("/schemas/ids/99999999999"), 404, 40403);
        assertError(post("/subjects/nobody", body(schema(""))), 404, 40401);
        assertError(post("/subjects/" + name, body("\"int\"")), 404, 40403);
        assertError(get("/config/nobody"), 404, 40408);
        assertError(put("/config", "{\"compatibility\":\"SOMETIMES\"}"), 422, 42203);
        assertError(register(name, "{\"type\":\"nonsense\"}"), 422, 42201);
        assertError(
                post("/subjects/x/versions", "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message M {}\"}"), 422, 42201);
        assertError(post("/subjects/x/versions", "no JSON"), 400, 400);
        assertError(post("/subjects/x/versions", " ".repeat(2 << 20)), 413, 413);
        assertError(get("/nowhere"), 404, 404);
    }

    @Test
    void shouldAnswerWhatToolsAsk() throws Exception {
        // Given a subject that must be escaped in a path
        int id =
                register("a%20b%2F%C3%A4+" + name, schema("")).body().path("id").asInt();

        // Then
        assertThat(get("/").body().toString()).isEqualTo("{}");
        assertThat(get("/schemas/types").body().toString()).isEqualTo("[\"AVRO\"]");
        assertThat(get("/mode").body().toString()).isEqualTo("{\"mode\":\"READWRITE\"}");
        assertThat(get("/config").body().toString()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(get("/config/x?defaultToGlobal=true").body().toString())
                .isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(get("/subjects").body().toString()).contains("\"a b/ä+" + name + "\"");
        assertThat(get("/subjects/a%20b%2F%C3%A4+" + name + "/versions/1/schema")
                        .body())
                .isEqualTo(JSON.readTree(schema("")));
        assertThat(get("/schemas/ids/" + id + "/schema").body()).isEqualTo(JSON.readTree(schema("")));
        assertThat(get("/schemas").body()).isNotEmpty();
        assertThat(post("/subjects/a%20b%2F%C3%A4+" + name, body(schema("")))
                        .body()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void shouldGiveEverySchemaAnIdOfItsOwnWhenManyRegisterAtOnce() throws Exception {
        // When
        var asked = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 40; i++) {
            String schema = schema(",{\"name\":\"f" + i / 2 + "\",\"type\":\"int\"}");
            String subject = name + i;
            asked.add(CompletableFuture.supplyAsync(() -> id(subject, schema)));
        }

        // Then each schema occurs twice, in two subjects, with one id
        var ids = new HashSet<Integer>();
        for (int i = 0; i < asked.size(); i += 2) {
            assertThat(asked.get(i).get()).isEqualTo(asked.get(i + 1).get());
            ids.add(asked.get(i).get());
        }
        assertThat(ids).hasSize(20);
    }

    @Test
    void shouldNameTheOptionOfAUsedPort() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedRegistry.start(kafka(), taken.getLocalPort()))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("--registry-port");
        }
    }

    private static Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private String schema(String moreFields) {
        return RECORD.formatted(name, moreFields);
    }

    private static String body(String schema) {
        return JSON.createObjectNode().put("schema", schema).toString();
    }

    private int id(String subject, String schema) {
        try {
            return register(subject, schema).body().path("id").asInt();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer register(String subject, String schema) throws Exception {
        return post("/subjects/" + subject + "/versions", body(schema));
    }

    private Answer get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(registry.address() + path)));
    }

    private Answer post(String path, String body) throws Exception {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    private Answer put(String path, String body) throws Exception {
        return send(request(path).PUT(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(registry.address() + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json");
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        var response = http.send(request.build(), BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).contains("application/vnd.schemaregistry.v1+json");
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private static void assertError(Answer answer, int status, int code) {
        assertThat(answer.body().path("error_code").asInt()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("message").asText()).isNotEmpty();
    }
}
