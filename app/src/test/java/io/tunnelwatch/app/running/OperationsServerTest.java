package io.tunnelwatch.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.platform.RawHttp;
import io.tunnelwatch.runtime.Health;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsServerTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private OperationsServer server;

    @BeforeEach
    void start() {
        server = OperationsServer.start(
                "127.0.0.1", 0, () -> Health.starting("ingest starts"), new PrometheusRegistry());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @Tag("F-56")
    void shouldSayHowItsProgramIs() throws Exception {
        assertThat(status("/healthz")).isEqualTo(200);
        assertThat(status("/readyz")).isEqualTo(503);
        assertThat(status("/metrics")).isEqualTo(200);
    }

    @Test
    @Tag("F-56")
    void shouldAnswerWhileAHundredClientsHaveStoppedHalfWay() throws Exception {
        // Given
        List<Socket> stuck = RawHttp.halfRequests(server.address(), 100);

        // When
        int answered = status("/healthz");

        // Then
        assertThat(answered).isEqualTo(200);
        RawHttp.close(stuck);
    }

    @Test
    void shouldLetGoOfWhoStopsHalfWay() throws Exception {
        for (Socket stuck : RawHttp.halfRequests(server.address(), 3)) {
            assertThat(isClosedByServer(stuck)).isTrue();
        }
    }

    @Test
    void shouldWriteMetricsInTheFormatThatIsAccepted() throws Exception {
        var request = HttpRequest.newBuilder(server.address().resolve("/metrics"))
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
                .header("Accept-Encoding", "gzip")
                .build();

        var answer = http.send(request, BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
                .asString()
                .isEqualTo("# EOF\n");
    }

    /** A page points a host name of its own at loopback, or only sends a request and looks at what comes back. */
    @ParameterizedTest
    @Tag("S-31")
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: evil.example:8090",
                "Host: 127.0.0.1.evil.example",
                "Host: localhost\r\nHost: evil.example",
                "Host: localhost\r\nOrigin: https://evil.example",
                "Host: localhost\r\nSec-Fetch-Site: cross-site"
            })
    void shouldAnswerNoPageOfAnotherSite(String headers) throws Exception {
        for (String path : List.of("/healthz", "/readyz", "/metrics")) {
            String answer = RawHttp.exchange(
                    server.address(), "GET " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");

            assertThat(answer).as(path).startsWith("HTTP/1.1 403").doesNotContain("ingest starts");
        }
    }

    /** A scraper on another machine uses whatever name leads here; a page of another site does not get an answer. */
    @Test
    @Tag("S-31")
    void shouldAnswerScrapersByAnyNameOffLoopback() throws Exception {
        try (var open = OperationsServer.start(
                "0.0.0.0", 0, () -> Health.starting("ingest starts"), new PrometheusRegistry())) {
            var here =
                    URI.create("http://127.0.0.1:" + open.address().toString().replaceFirst(".*:", ""));

            assertThat(RawHttp.status(here, "GET /metrics", List.of("Host: ingest.monitoring.svc"), ""))
                    .contains("200");
            assertThat(RawHttp.status(
                            here, "GET /metrics", List.of("Host: ingest", "Origin: https://evil.example"), ""))
                    .contains("403");
        }
    }

    private static boolean isClosedByServer(Socket stuck) throws Exception {
        try (stuck) {
            stuck.getInputStream().readAllBytes(); // waits for a minute
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private int status(String path) throws Exception {
        var request = HttpRequest.newBuilder(server.address().resolve(path))
                .timeout(Duration.ofSeconds(5))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
