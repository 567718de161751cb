package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.sink.api.CustomerViews;
import io.tunnelwatch.sink.commands.FakeCommandLog;
import io.tunnelwatch.sink.model.CustomerScope;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A customer at the server's door: what is answered, and what is refused. */
class CustomerAccessTest {
    private static final String MARK = "foreign-must-never";
    private static final CustomerScope SCOPE = new CustomerScope(Map.of("tag_env", "acme"));

    @TempDir
    Path directory;

    private final ReadModel model = new ReadModel();
    private final ApiFixture fixture = new ApiFixture(model, Instant.now());
    private final CustomerViews customers = ApiFixture.customers(model);
    private final FakeCommandLog log = new FakeCommandLog();
    private final HttpClient http = HttpClient.newHttpClient();
    private final NewToken token = NewToken.make("acme", "customer", List.of("env=acme"), new SecureRandom());
    private WebServer server;

    @BeforeEach
    void start() throws Exception {
        fixture.looked();
        connection("vco-own", "Berlin", "acme");
        connection("vco-" + MARK, "Rome " + MARK, MARK);
        server = new ServedModel(model)
                .customers(customers)
                .log(log)
                .health(Map.of("sink", Health.ready("detail " + MARK)))
                .start(AccessFiles.ofTokens(AccessFiles.written(directory.resolve("tokens"), token.line() + "\n")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void connection(String id, String name, String owner) {
        fixture.connection(id, name, "vpn-shared", FacetKind.SERVICE, FacetState.UP, List.of(), owner);
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200",
        "/page.js, 200",
        "/healthz, 200",
        "/api/v1/connections, 200",
        "/api/v1/connections/vco-own, 200",
        "/api/v1/connections/vco-foreign-must-never, 404",
        "/api/v1/connections/acct/region/vco-foreign-must-never, 404",
        "/api/v1/intervals?entity=vco-foreign-must-never, 404",
        "/api/v1/openapi.json, 200",
        "/metrics, 403",
        "/api/v2/alerts, 403",
        "/api/v2/silences, 403",
        "/api/v2/status, 403",
        "/api/v2/anything, 403"
    })
    @Tag("S-30")
    void shouldAnswerWhatIsHisAndRefuseWhatIsEverybodys(String path, int status) throws Exception {
        var answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain(MARK);
    }

    @Test
    void shouldSayForWhomThePageIsAndLetNobodyKeepTheAnswer() throws Exception {
        var answer = get("/api/v1/summary");

        assertThat(answer.body()).contains("\"scope\":{\"tag_env\":\"acme\"}").contains("\"UP\":1");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    /** A link has the token as the password of any name. */
    @Test
    void shouldTakeTheTokenOfALink() throws Exception {
        String pair = Base64.getEncoder().encodeToString(("acme:" + token.token()).getBytes(StandardCharsets.UTF_8));

        var answer = http.send(
                HttpRequest.newBuilder(server.address().resolve("/api/v1/connections"))
                        .header("Authorization", "Basic " + pair)
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("vco-own").doesNotContain(MARK);
    }

    @ParameterizedTest
    @CsvSource({"POST, /api/v1/commands", "POST, /api/v2/silences", "DELETE, /api/v2/silence/1"})
    void shouldGiveNoCommands(String method, String path) throws Exception {
        var answer = http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .header("X-Tunnelwatch-Request", "1")
                        .method(
                                method,
                                method.equals("POST")
                                        ? HttpRequest.BodyPublishers.ofString(
                                                "{\"type\":\"ACKNOWLEDGE\",\"id\":\"x\",\"fingerprint\":\"a\"}")
                                        : HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain(MARK);
        assertThat(log.refused()).hasSize(1).allMatch(it -> it.getBy().equals("acme"));
    }

    @Test
    void shouldTellHisStreamOfHisOwnChangesOnly() throws Exception {
        var stream = customers.stream(SCOPE);
        var answer = http.send(request("/api/v1/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            while (stream.listeners() == 0) {
                Thread.onSpinWait();
            }
            customers.check();
            assertThat(event(lines)).startsWith("event: target");
            assertThat(event(lines)).isEqualTo("event: reset");

            connection("vco-2" + MARK, "Oslo " + MARK, MARK);
            awaitNewModel();
            customers.check();
            customers.heartbeat();
            assertThat(event(lines)).isEqualTo("event: heartbeat");

            connection("vco-own-2", "Lima", "acme");
            awaitNewModel();
            customers.check();
            assertThat(event(lines)).isEqualTo("event: reset");
        }
    }

    /** The answers of a second share one model. */
    private void awaitNewModel() {
        Instant end = Instant.now().plusMillis(1_100);
        while (Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
    }

    private static String event(BufferedReader lines) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            assertThat(line).doesNotContain(MARK);
            if (line.startsWith("event: ")) {
                return line;
            }
        }
        throw new AssertionError("the stream has ended");
    }

    @ParameterizedTest
    @CsvSource({
        "customer, '', without a tag=value",
        "viewer, env=acme, only what a customer sees",
        "admin, env=acme, only what a customer sees",
        "guest, '', 'customer, viewer, operator or admin'"
    })
    void shouldSayWhatIsWrongWithAToken(String role, String tag, String message) {
        var tags = tag.isEmpty() ? List.<String>of() : List.of(tag);

        assertThatThrownBy(() -> NewToken.make("acme", role, tags, new SecureRandom()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(message);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.address().resolve(path))
                .header("Authorization", "Bearer " + token.token());
    }
}
