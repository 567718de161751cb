package io.tunnelwatch.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.platform.RawHttp;
import io.tunnelwatch.runtime.Health;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
