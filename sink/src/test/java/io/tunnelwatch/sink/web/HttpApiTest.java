package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.sink.api.ChangeStream;
import io.tunnelwatch.sink.api.JsonViews;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over real HTTP, on a read model that is filled by hand. */
class HttpApiTest {
    private static final String HOSTILE = "<script>alert(1)</script>\u202e\"";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final ReadModel model = new ReadModel();
    private final JsonViews json = ApiFixture.words(model);
    private final ChangeStream stream = new ChangeStream(json, Clock.systemUTC());
    private final Map<String, Health> health = new TreeMap<>(Map.of("sink", Health.ready("well")));
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final WebServer server = new ServedModel(model)
            .stream(stream).notice("a notice").health(health).metrics(metrics).start(WebAccess.open("127.0.0.1", 0));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldDescribeConnectionsInTheWordsThatOthersRelyOn() throws Exception {
        seen(now);
        model.put("acct/region/vco-1", view());

        JsonNode answer = json("/api/v1/connections");

        assertThat(answer.path("asOf").asText()).isEqualTo(now.toString());
        JsonNode it = answer.path("connections").get(0);
        assertThat(it.path("id").asText()).isEqualTo("vco-1");
        assertThat(it.path("account").asText()).isEqualTo("acct");
        assertThat(it.path("region").asText()).isEqualTo("region");
        assertThat(it.path("name").asText()).isEqualTo(HOSTILE);
        assertThat(it.path("state").asText()).isEqualTo("DEGRADED");
        assertThat(it.path("reason").asText()).isEqualTo("SOME_TUNNELS_DOWN");
        assertThat(it.path("facets").path("REDUNDANCY").path("state").asText()).isEqualTo("DEGRADED");
        assertThat(it.path("tunnels").get(0).path("id").asText()).isEqualTo("tun-1");
        assertThat(it.path("tunnels")
                        .get(0)
                        .path("facets")
                        .path("IPSEC")
                        .path("raw")
                        .asText())
                .isEqualTo("ike_sa_not_established");
    }

    @Test
    void shouldNotShowAColourThatIsOld() throws Exception {
        seen(now.minus(Duration.ofMinutes(10)));
        model.put("acct/region/vco-1", view());

        JsonNode it = json("/api/v1/connections").path("connections").get(0);

        assertThat(it.path("state").asText()).isEqualTo("UNKNOWN");
        assertThat(it.path("reason").asText()).isEqualTo("NOT_SEEN");
        assertThat(json("/api/v1/summary").path("targets").get(0).path("stale").asBoolean())
                .isTrue();
    }

    @Test
    void shouldSpellAnewWhatIsNotAsItWasWhenLastAskedFor() throws Exception {
        seen(now);
        model.put("acct/region/vco-1", view());
        model.put(
                "acct/other/vco-1",
                ConnectionView.newBuilder(view()).setRegion("other").build());
        assertThat(states()).containsExactly("UNKNOWN", "DEGRADED");

        seen(now.minus(Duration.ofMinutes(10)));
        assertThat(states()).containsExactly("UNKNOWN", "UNKNOWN");

        seen(now);
        assertThat(states()).containsExactly("UNKNOWN", "DEGRADED");

        var up = new FacetValue(FacetState.UP, FacetReason.ALL_TUNNELS_UP, "2 of 2 tunnels up", now);
        model.put(
                "acct/region/vco-1",
                ConnectionView.newBuilder(view()).setHeadline(up).build());
        assertThat(states()).containsExactly("UNKNOWN", "UP");
    }

    private List<String> states() throws Exception {
        var states = new ArrayList<String>();
        json("/api/v1/connections")
                .path("connections")
                .forEach(it -> states.add(it.path("state").asText()));
        return states;
    }

    @Test
    void shouldSayWhatAnAnswerTook() throws Exception {
        assertThat(get("/api/v1/summary").headers().firstValue("server-timing").orElseThrow())
                .matches("answer;dur=\\d+\\.\\d\\d");
    }

    @Test
    void shouldListActiveAlertsAndOnRequestTheResolvedOfTheLastDay() throws Exception {
        model.put(alert("a", AlertStatus.FIRING, now));
        model.put(alert("b", AlertStatus.RESOLVED, now.minus(Duration.ofHours(1))));
        model.put(alert("c", AlertStatus.RESOLVED, now.minus(Duration.ofDays(2))));

        assertThat(json("/api/v1/alerts").path("alerts")).hasSize(1);
        JsonNode all = json("/api/v1/alerts?status=all").path("alerts");
        assertThat(all).hasSize(2);
        assertThat(all.get(0).path("status").asText()).isEqualTo("FIRING");
        assertThat(all.get(0).path("inhibitedBy").isNull()).isTrue();
    }

    @Test
    void shouldListIntervalsOfAnEntityByItsIdOrItsWholeName() throws Exception {
        model.put(interval(now.minusSeconds(7200), now.minusSeconds(3600)));
        model.put(interval(now.minusSeconds(3600), null));

        assertThat(json("/api/v1/intervals?entity=vco-1").path("intervals")).hasSize(2);
        assertThat(json("/api/v1/intervals?entity=acct/region/vco-1").path("intervals"))
                .hasSize(2);
        assertThat(json("/api/v1/intervals?entity=vco-1&from=" + now.minusSeconds(60))
                        .path("intervals"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/intervals",
                "/api/v1/intervals?entity=vco-1&from=yesterday",
                "/api/v1/intervals?entity=vco-1&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                "/api/v1/alerts?status=maybe",
                "/api/v1/connections?colour=red"
            })
    void shouldRefuseBadQuestionsInWords(String path) throws Exception {
        var response = get(path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(new ObjectMapper().readTree(response.body()).path("detail").asText())
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../etc/passwd", "/web/index.html", "/%2e%2e/secret", "/nothing", "/api/v1/nothing"})
    void shouldFindNothingThatIsNotNamed(String path) throws Exception {
        assertThat(get(path).statusCode()).isBetween(400, 404);
    }

    @Test
    void shouldAnswerOnlyToThoseWhoRead() throws Exception {
        var post = HttpRequest.newBuilder(server.address().resolve("/api/v1/alerts"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();

        assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    @Tag("S-32")
    void shouldServeThePageWithAStrictPolicyAndNothingInline() throws Exception {
        var page = get("/");

        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(page.headers().firstValue("access-control-allow-origin")).isEmpty();
        assertThat(page.body()).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("style=", "onclick");
        for (String file : List.of(
                "/page.css",
                "/page.js",
                "/feed.js",
                "/texts.js",
                "/format.js",
                "/elements.js",
                "/board.js",
                "/standing.js",
                "/strip.js",
                "/alerts.js",
                "/answers.js",
                "/recurrence.js",
                "/timeline.js",
                "/patch.js",
                "/past.js",
                "/trust.js",
                "/detail.js",
                "/report.js",
                "/icon.svg")) {
            assertThat(get(file).statusCode()).as(file).isEqualTo(200);
            assertThat(get(file).body()).as(file).doesNotContain("innerHTML");
        }
    }

    @Test
    @Tag("S-31")
    void shouldNotAnswerToTheNameOfAnotherSite() throws Exception {
        for (String path : List.of("/", "/api/v1/connections", "/api/v1/stream", "/metrics", "/page.js")) {
            String answer = raw(path, "Host: evil.example");

            assertThat(answer).as(path).startsWith("HTTP/1.1 403").contains("application/problem+json");
            assertThat(answer).as(path).contains("http.allowed.hosts", "Content-Security-Policy: ");
        }
        assertThat(raw("/", "Host: localhost:" + server.address().getPort())).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldWriteMetricsInTheFormatThatIsAccepted() throws Exception {
        // Given
        var gauge = Gauge.builder()
                .name("tunnelwatch_test")
                .help("A gauge with many values")
                .labelNames("number")
                .register(metrics);
        IntStream.range(0, 500)
                .forEach(it -> gauge.labelValues(Integer.toString(it)).set(it));

        // When
        var text = metrics("text/plain;version=0.0.4", "identity");
        var openMetrics = metrics("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", "identity");
        var compressed = metrics("application/openmetrics-text;version=1.0.0", "gzip");

        // Then
        assertThat(text.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(openMetrics.headers().firstValue("Content-Type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(new String(openMetrics.body(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
        assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .isEqualTo(openMetrics.body());
        assertThat(compressed.body().length).isLessThan(openMetrics.body().length / 2);
    }

    private HttpResponse<byte[]> metrics(String accept, String encoding) throws Exception {
        var request = HttpRequest.newBuilder(server.address().resolve("/metrics"))
                .header("Accept", accept)
                .header("Accept-Encoding", encoding)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    @Tag("S-31")
    void shouldNotAnswerThePageOfAnotherSite() throws Exception {
        assertThat(raw("/api/v1/alerts", "Host: localhost", "Sec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("/api/v1/alerts", "Host: localhost", "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("/api/v1/alerts", "Host: localhost", "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw(
                        "/",
                        "Host: localhost",
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Mode: navigate",
                        "Sec-Fetch-Dest: document"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    @Tag("S-35")
    void shouldTellAProbeOfAnyNameThatItLivesAndNoMore() throws Exception {
        String answer = raw("/healthz", "Host: evil.example");

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{\"alive\":true}");
        health.put("processor", Health.starting("a detail"));
        assertThat(raw("/readyz", "Host: evil.example"))
                .startsWith("HTTP/1.1 503")
                .endsWith("{\"ready\":false}");
    }

    private String raw(String path, String... headers) throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            String request = "GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Its own style is allowed by a hash, in place of the policy of every other answer. */
    @Test
    void shouldServeThePacketOfAnIncidentUnderAPolicyOfItsOwn() throws Exception {
        model.put(alert("a", AlertStatus.FIRING, now));

        var page = get("/api/v1/alerts/a/packet");
        var json = http.send(
                HttpRequest.newBuilder(server.address().resolve("/api/v1/alerts/a/packet"))
                        .header("Accept", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().allValues("content-security-policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'; style-src 'sha256-")
                .endsWith("frame-ancestors 'none'");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(page.body()).startsWith("<!DOCTYPE html>").doesNotContain("<script");
        assertThat(new ObjectMapper().readTree(json.body()).path("fingerprint").asText())
                .isEqualTo("a");
    }

    @Test
    void shouldCompressWhatIsLongForThoseWhoCanReadIt() throws Exception {
        var request = HttpRequest.newBuilder(server.address().resolve("/api/v1/openapi.json"))
                .header("Accept-Encoding", "gzip")
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
        try (var body = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(answer.body()))) {
            assertThat(new ObjectMapper().readTree(body).path("openapi").asText())
                    .isEqualTo("3.1.0");
        }
        assertThat(get("/api/v1/openapi.json").headers().firstValue("content-encoding"))
                .isEmpty();
    }

    @Test
    void shouldSayHowThePartsAre() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);

        health.put("processor", Health.starting("not yet"));

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).contains("not yet");
    }

    @Test
    void shouldStreamWhatChangesAndGoOnAfterACursor() throws Exception {
        stream.publish("alert", alert("a", AlertStatus.FIRING, now));
        String first;
        try (var lines = stream("none")) {
            assertThat(next(lines, "event: ")).isEqualTo("event: reset");
            stream.publish("connection", view());
            first = next(lines, "id: ").substring(4);
            assertThat(next(lines, "event: ")).isEqualTo("event: connection");
            assertThat(next(lines, "data: ")).contains("\"id\":\"vco-1\"").doesNotContain("\n");
        }
        stream.publish("alert", alert("b", AlertStatus.FIRING, now));

        try (var lines = stream(first)) {
            assertThat(next(lines, "event: ")).isEqualTo("event: alert");
            assertThat(next(lines, "data: ")).contains("\"fingerprint\":\"b\"");
            stream.heartbeat();
            assertThat(next(lines, "event: ")).isEqualTo("event: heartbeat");
        }
    }

    private BufferedReader stream(String cursor) throws Exception {
        int before = stream.listeners();
        var request = HttpRequest.newBuilder(server.address().resolve("/api/v1/stream"))
                .header("Last-Event-ID", cursor)
                .header("Accept-Encoding", "gzip") // and is sent uncompressed all the same
                .build();
        var body = http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
        while (stream.listeners() == before) { // the answer's headers may arrive before the listener is registered
            Thread.onSpinWait();
        }
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    private static String next(BufferedReader lines, String beginning) throws Exception {
        String line = lines.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }

    private JsonNode json(String path) throws Exception {
        var response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void seen(Instant at) {
        model.put(new Observation(
                "acct",
                "region",
                new Order(1L, 1L, 0),
                at,
                at.plusSeconds(30),
                30_000L,
                new ScanCompleted(true, 1, 0L, 1, at, 0)));
        ApiFixture.judged(model, at);
    }

    private ConnectionView view() {
        var degraded = new FacetValue(FacetState.DEGRADED, FacetReason.SOME_TUNNELS_DOWN, "1 of 2 tunnels up", now);
        var down = new FacetValue(FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED, "ike_sa_not_established", now);
        return ConnectionView.newBuilder()
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setHeadline(degraded)
                .setFacets(List.of(
                        new FacetView(null, FacetKind.REDUNDANCY, degraded),
                        new FacetView("tun-1", FacetKind.IPSEC, down)))
                .setContext(new ConnectionContext(
                        HOSTILE, "VPNGW", "vpn-1", List.of("cgw-1"), "", "active", List.of(), List.of(), List.of()))
                .setChangedAt(now)
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }

    private Alert alert(String fingerprint, AlertStatus status, Instant updated) {
        return Alert.newBuilder()
                .setFingerprint(fingerprint)
                .setStepId("step")
                .setRule(AlertRule.ConnectionDown)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(status)
                .setActive(status != AlertStatus.RESOLVED)
                .setAccount("acct")
                .setRegion("region")
                .setEntity("vco-1")
                .setSince(updated)
                .setNotBefore(updated)
                .setFiredAt(updated)
                .setUpdatedAt(updated)
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }

    private Interval interval(Instant from, @org.jspecify.annotations.Nullable Instant to) {
        return Interval.newBuilder()
                .setIntervalId(from.toString())
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setEntity("vco-1")
                .setFacet(FacetKind.IPSEC)
                .setState(FacetState.UP)
                .setReason(FacetReason.IPSEC_ESTABLISHED)
                .setValidFrom(from)
                .setValidFromNotBefore(from)
                .setValidTo(to)
                .build();
    }
}
