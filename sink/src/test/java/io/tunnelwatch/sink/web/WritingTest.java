package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.commands.FakeCommandLog;
import io.tunnelwatch.sink.model.ReadModel;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that change something: who may send them, and what a page of another site cannot do. */
@Tag("S-31")
class WritingTest {
    private static final String PATH = "/api/v1/commands";
    private static final String OPERATOR = "operator-must-never-0123456789abcdef";
    private static final String VIEWER = "viewer-must-never-0123456789abcdef0";
    private static final String ACKNOWLEDGE = "{\"type\":\"ACKNOWLEDGE\",\"id\":\"a-1\",\"fingerprint\":\"a\"}";
    private final String silence = "{\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],"
            + "\"endsAt\":\"" + Instant.now().plusSeconds(3_600) + "\",\"comment\":\"c\"}";
    private static final List<String> USUAL = List.of("Content-Type", "application/json", "X-Tunnelwatch-Request", "1");

    @TempDir
    Path directory;

    private final ReadModel model = new ReadModel();
    private final FakeCommandLog log = new FakeCommandLog();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<WebServer> servers = new ArrayList<>();

    @BeforeEach
    void tell() {
        new ApiFixture(model, Instant.now()).tell();
    }

    @AfterEach
    void stop() {
        servers.forEach(WebServer::close);
    }

    @Test
    void shouldLetTheLocalUserAnswerAnAlertOnLoopback() throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));

        var answer = post(server, PATH, ACKNOWLEDGE, USUAL);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).contains("\"by\":\"local\"");
        assertThat(post(server, PATH, ACKNOWLEDGE, USUAL).statusCode()).isEqualTo(200);
        assertThat(log.accepted()).hasSize(1);
        assertThat(get(server, PATH)).contains("\"id\":\"a-1\"");
        assertThat(get(server, "/api/v1/alerts")).contains("\"commands\":[\"a-1\"]");
    }

    @Test
    void shouldLetNobodyWriteWithoutCredentialsWhenTheServerListensElsewhere() throws Exception {
        var server = start(WebAccess.open("0.0.0.0", 0));

        assertThat(post(server, PATH, ACKNOWLEDGE, USUAL).statusCode()).isEqualTo(403);
        assertThat(log.accepted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Origin: http://evil.example; 403",
                "Origin: null; 403",
                "Sec-Fetch-Site: cross-site; 403",
                "Sec-Fetch-Site: same-site; 403",
                "Sec-Fetch-Site: same-origin; 201",
                "Content-Type: text/plain; 415",
                "Content-Type: application/x-www-form-urlencoded; 415",
                "Content-Type: text/plain, application/json; 415",
                "Content-Type: application/json, charset=utf-8; 415",
                "X-Tunnelwatch-Request: 0; 403",
                "Content-Type: application/json; 201"
            })
    void shouldRefuseWhatAPageOfAnotherSiteCanSend(String header, int status) throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));
        String name = header.substring(0, header.indexOf(':'));
        var headers = new ArrayList<>(List.of(name, header.substring(name.length() + 2)));
        for (int i = 0; i < USUAL.size(); i += 2) {
            if (!USUAL.get(i).equals(name)) {
                headers.addAll(USUAL.subList(i, i + 2));
            }
        }

        var answer = post(server, PATH, ACKNOWLEDGE, headers);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(log.accepted()).hasSize(status == 201 ? 1 : 0);
        assertThat(log.refused()).hasSize(status == 201 ? 0 : 1);
    }

    @Test
    void shouldRefuseAFollowedLinkThatWrites() throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));
        var headers = new ArrayList<>(USUAL);
        headers.addAll(
                List.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"));

        assertThat(post(server, PATH, ACKNOWLEDGE, headers).statusCode()).isEqualTo(403);
        assertThat(log.accepted()).isEmpty();
    }

    @Test
    void shouldRefuseAHostNameThatAnotherSitePointsHere() throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));

        String answer = raw(
                server,
                "POST " + PATH + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nX-Tunnelwatch-Request: 1\r\nContent-Length: "
                        + ACKNOWLEDGE.length() + "\r\n\r\n" + ACKNOWLEDGE);

        assertThat(answer).startsWith("HTTP/1.1 403");
        assertThat(log.accepted()).isEmpty();
    }

    @Test
    void shouldGiveEachTokenItsRole() throws Exception {
        var server = start(guarded());

        assertThat(post(server, PATH, ACKNOWLEDGE, USUAL).statusCode()).isEqualTo(401);
        assertThat(post(server, PATH, ACKNOWLEDGE, with(VIEWER)).statusCode()).isEqualTo(403);
        var answer = post(server, PATH, ACKNOWLEDGE, with(OPERATOR));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).contains("\"by\":\"ops-night\"").doesNotContain("must-never");
        assertThat(log.refused()).extracting(it -> it.getBy()).containsExactly("unknown", "night-board");
        assertThat(log.refused().toString()).doesNotContain("must-never");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; 200",
                "X-Anything: 1; 200",
                "Origin: http://evil.example; 403",
                "Origin: OWN; 403",
                "Sec-Fetch-Site: cross-site; 403",
                "Sec-Fetch-Site: same-origin; 403",
                "Content-Type: text/plain; 415"
            })
    void shouldLetClientsOfAlertmanagerWriteButNoPage(String header, int status) throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));
        var headers = new ArrayList<String>();
        if (!header.startsWith("Content-Type")) {
            headers.addAll(USUAL.subList(0, 2));
        }
        if (!header.isEmpty()) {
            String own = "http://127.0.0.1:" + server.address().getPort();
            headers.addAll(List.of(header.replace("OWN", own).split(": ", 2)));
        }

        assertThat(post(server, "/api/v2/silences", silence, headers).statusCode())
                .isEqualTo(status);
        assertThat(log.accepted()).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void shouldLetAClientWithCredentialsWriteFromAnAllowedOriginOnly() throws Exception {
        var server = start(guarded());
        var own = new ArrayList<>(List.of("Content-Type", "application/json", "Authorization", "Bearer " + OPERATOR));
        var foreign = new ArrayList<>(own);
        own.addAll(List.of("Origin", "http://127.0.0.1:" + server.address().getPort()));
        foreign.addAll(List.of("Origin", "http://evil.example"));

        assertThat(post(server, "/api/v2/silences", silence, foreign).statusCode())
                .isEqualTo(403);
        assertThat(post(server, "/api/v2/silences", silence, own).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldEndASilenceForAlertmanagersClientsButForNoPage() throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));
        post(server, "/api/v2/silences", silence, USUAL);
        String path = "/api/v2/silence/" + log.accepted().get(0).getCommandId();

        assertThat(delete(server, path, List.of("Origin", "http://evil.example")))
                .isEqualTo(403);
        assertThat(delete(server, path, List.of("Accept", "*/*"))).isEqualTo(200);
        assertThat(delete(server, "/api/v2/silence/unknown", List.of("Accept", "*/*")))
                .isEqualTo(404);
        assertThat(get(server, path)).contains("expired");
    }

    @Test
    void shouldAnswerAlertmanagersProbes() throws Exception {
        var server = start(guarded());

        assertThat(get(server, "/-/ready")).isEqualTo("{\"ready\":true}");
        assertThat(get(server, "/-/healthy")).isEqualTo("{\"alive\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS"})
    void shouldTakeNoOtherMethod(String method) throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));
        var request = request(server, PATH, USUAL)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();

        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD, POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/alerts", "/api/v1/commands/x", "/metrics", "/healthz", "/api/v2/alerts"})
    void shouldTakeNoCommandAtAnyOtherPath(String path) throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));

        var answer = post(server, path, ACKNOWLEDGE, USUAL);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void shouldRefuseABodyThatIsTooLarge() throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));
        String large = " ".repeat((64 << 10) + 1);

        assertThat(post(server, PATH, large, USUAL).statusCode()).isEqualTo(413);
        var chunked = request(server, PATH, USUAL)
                .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(large)))
                .build();

        assertThat(http.send(chunked, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(413);
    }

    @Test
    void shouldTakeABodyThatComesInPieces() throws Exception {
        var server = start(WebAccess.open("127.0.0.1", 0));
        var request = request(server, PATH, USUAL)
                .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(ACKNOWLEDGE)))
                .build();

        assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(201);
    }

    private WebAccess guarded() throws Exception {
        return AccessFiles.ofTokens(AccessFiles.written(
                directory.resolve("tokens"),
                "# names and hashes only\nops-night:operator:" + sha256(OPERATOR) + "\nnight-board:viewer:"
                        + sha256(VIEWER) + "\n"));
    }

    private static List<String> with(String token) {
        var headers = new ArrayList<>(USUAL);
        headers.addAll(List.of("Authorization", "Bearer " + token));
        return headers;
    }

    private WebServer start(WebAccess access) {
        var server = new ServedModel(model).log(log).start(access);
        servers.add(server);
        return server;
    }

    private HttpResponse<String> post(WebServer server, String path, String body, List<String> headers)
            throws Exception {
        var request = request(server, path, headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int delete(WebServer server, String path, List<String> headers) throws Exception {
        return http.send(request(server, path, headers).DELETE().build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private String get(WebServer server, String path) throws Exception {
        return http.send(
                        request(server, path, List.of("Accept", "application/json"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest.Builder request(WebServer server, String path, List<String> headers) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .headers(headers.toArray(String[]::new));
    }

    private static String raw(WebServer server, String text) throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sha256(String token) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
