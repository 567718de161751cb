package io.tunnelwatch.ingest.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.ingest.credentials.NoCredentialsException;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.testsupport.LoopbackServer;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlibabaVpnApiTest {
    private static final TargetId TARGET = new TargetId("1", "eu-central-1");
    private static final AccessKey KEY =
            new AccessKey("testid-must-never", "secret-must-never", Optional.of("token-must-never"));
    private static final byte[] EMPTY = ExampleResponses.bytes("connections/07-empty.json");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void open() throws IOException {
        server = LoopbackServer.onAnyPort();
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void shouldSignEveryTryAnewOverOneConnection() {
        // Given
        answer(200, EMPTY);
        var api = api(Duration.ofSeconds(5));
        // When
        var first = api.connections(TARGET, 1, 50);
        var second = api.connections(TARGET, 2, 50);
        // Then
        assertThat(List.of(first, second)).allSatisfy(it -> assertThat(it).isInstanceOf(Answered.class));
        var nonces = new HashSet<String>();
        for (HttpExchange request : requests) {
            var headers = request.getRequestHeaders();
            nonces.add(headers.getFirst("x-acs-signature-nonce"));
            assertThat(headers.getFirst("accept")).isEqualTo("application/json");
            assertThat(request.getRequestMethod()).isEqualTo("POST");
            assertThat(headers.getFirst("authorization")).isEqualTo(signatureOf(request));
        }
        assertThat(requests.get(1).getRequestURI().getRawQuery())
                .isEqualTo("PageNumber=2&PageSize=50&RegionId=eu-central-1");
        assertThat(nonces).hasSize(2);
        assertThat(ports).hasSize(1);
    }

    @Test
    void shouldAskForOneConnectionByItself() {
        // Given
        answer(200, ExampleResponses.bytes("connection/02-dual-tunnel.json"));
        // When
        var outcome = api(Duration.ofSeconds(5)).connection(TARGET, "vco-fx2dual00000000000001");
        // Then
        assertThat(outcome).isInstanceOfSatisfying(Answered.class, it -> assertThat(it.requestId())
                .isNotEmpty());
        assertThat(requests.get(0).getRequestHeaders().getFirst("x-acs-action")).isEqualTo("DescribeVpnConnection");
    }

    @Test
    void shouldAskWhatTheDeviceShouldBeConfiguredWith() {
        // Given
        answer(200, ExampleResponses.bytes("download/02-dual-tunnel.json"));
        // When
        var outcome = api(Duration.ofSeconds(5)).peerConfiguration(TARGET, "vco-fx2dual00000000000001");
        // Then
        assertThat(outcome).isInstanceOfSatisfying(Answered.class, it -> assertThat(it.toString())
                .doesNotContain("must-never"));
        assertThat(requests.get(0).getRequestHeaders().getFirst("x-acs-action"))
                .isEqualTo("DownloadVpnConnectionConfig");
    }

    @Test
    void shouldNumberWhomItAsksAbout() {
        // Given
        answer(200, ExampleResponses.bytes("diagnose/01-phase1-timeout-single.json"));
        // When
        var outcome = api(Duration.ofSeconds(5)).diagnoses(TARGET, List.of("vco-1"), List.of("tun-1", "tun-2"));
        // Then
        assertThat(outcome).isInstanceOf(Answered.class);
        assertThat(requests.get(0).getRequestURI().getRawQuery())
                .isEqualTo("PageNumber=1&PageSize=50&RegionId=eu-central-1&TunnelIds.1=tun-1&TunnelIds.2=tun-2"
                        + "&VpnConnectionIds.1=vco-1");
        assertThat(requests.get(0).getRequestHeaders().getFirst("authorization"))
                .isEqualTo(signatureOf(requests.get(0)));
    }

    @Test
    void shouldGiveUpBodyThatDripsAtTheDeadlineAndHangUp() {
        // Given
        var hungUp = new AtomicBoolean();
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                while (true) {
                    out.write(' ');
                    out.flush();
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                hungUp.set(true);
            }
        });
        long began = System.nanoTime();
        // When
        var failed = failed(api(Duration.ofMillis(300)).connections(TARGET, 1, 50));
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(3));
        assertThat(failed.failureClass()).isEqualTo(FailureClass.NETWORK);
        assertThat(failed.detail()).contains("PT0.3S");
        await().atMost(Duration.ofSeconds(5)).untilTrue(hungUp);
    }

    @Test
    void shouldNotFollowRedirect() {
        // Given
        answer(exchange -> {
            exchange.getResponseHeaders()
                    .add("Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/x");
            exchange.sendResponseHeaders(307, -1);
        });
        // When
        var failed = failed(api(Duration.ofSeconds(5)).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.status()).isEqualTo(307);
        assertThat(failed.detail()).contains("redirect");
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldStopReadingBodyThatIsTooLarge() {
        // Given
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[1024 * 1024];
            try (var out = exchange.getResponseBody()) {
                for (int i = 0; i < 64; i++) {
                    out.write(block);
                }
            }
        });
        // When
        var failed = failed(api(Duration.ofSeconds(20)).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.failureClass()).isEqualTo(FailureClass.MALFORMED);
        assertThat(failed.detail()).contains("larger");
    }

    @Test
    void shouldAskForGzipAndReadIt() {
        // Given
        answer(exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            respond(exchange, 200, ContentDecodingTest.gzip(EMPTY));
        });
        // When
        var outcome = api(Duration.ofSeconds(5)).connections(TARGET, 1, 50);
        // Then
        assertThat(outcome).isInstanceOf(Answered.class);
        assertThat(requests.get(0).getRequestHeaders().getFirst("accept-encoding"))
                .isEqualTo("gzip");
    }

    @Test
    void shouldReadErrorsThatAreDeflatedToo() {
        // Given
        answer(exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            respond(
                    exchange,
                    404,
                    ContentDecodingTest.gzip(ExampleResponses.bytes("errors/404-vpnconnection-notfound.json")));
        });
        // When / Then
        assertThat(failed(api(Duration.ofSeconds(5)).connection(TARGET, "vco-1"))
                        .provesDeletion())
                .isTrue();
    }

    @Test
    void shouldTakeZipBombForWhatItIs() {
        // Given
        byte[] bomb = ContentDecodingTest.gzip(new byte[15_000_000]);
        answer(exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            respond(exchange, 200, bomb);
        });
        // When
        var failed = failed(api(Duration.ofSeconds(5)).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.failureClass()).isEqualTo(FailureClass.MALFORMED);
        assertThat(failed.detail()).contains("inflates");
    }

    @Test
    void shouldSayThatTheClockIsTwentyMinutesBehind() {
        // Given
        answer(400, ExampleResponses.bytes("errors/400-timestamp-expired.json"));
        var late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-20));
        int port = server.getAddress().getPort();
        // When
        var failed = failed(api(Duration.ofSeconds(5), "http://127.0.0.1:" + port, account -> KEY, late)
                .connections(TARGET, 1, 50));
        // Then
        assertThat(failed.failureClass()).isEqualTo(FailureClass.CREDENTIALS);
        assertThat(failed.detail())
                .isEqualTo("the clock of this machine is 20 minutes behind the cloud's: set it right");
    }

    @Test
    void shouldNotSpeakToServerThatCannotDoTls() throws Exception {
        // Given
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var unused = threads.submit(() -> {
                try (var socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    // Reads to the end: closing with unread bytes resets the connection, and the answer may be lost.
                    return socket.getInputStream().readAllBytes();
                }
            });
            String tls = "https://127.0.0.1:" + plain.getLocalPort();
            // When
            var failed = failed(api(Duration.ofSeconds(5), tls, account -> KEY, Clock.systemUTC())
                    .connections(TARGET, 1, 50));
            // Then
            assertThat(failed.failureClass()).isEqualTo(FailureClass.NETWORK);
            assertThat(failed.detail()).startsWith("TLS failed");
        }
    }

    @Test
    void shouldTellBrokenConnectionFromBrokenJson() {
        // Given
        byte[] whole = ExampleResponses.bytes("connections/04-dual-tunnel-bgp.json");
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        // When
        answer(exchange -> {
            exchange.sendResponseHeaders(200, whole.length);
            exchange.getResponseBody().write(half);
            exchange.getResponseBody().flush();
            throw new IOException("the server dies");
        });
        var broken = failed(api(Duration.ofSeconds(5)).connections(TARGET, 1, 50));
        answer(200, half);
        var truncated = failed(api(Duration.ofSeconds(5)).connections(TARGET, 1, 50));
        // Then
        assertThat(broken.failureClass()).isEqualTo(FailureClass.NETWORK);
        assertThat(truncated.failureClass()).isEqualTo(FailureClass.MALFORMED);
        assertThat(broken + " " + truncated).doesNotContain("must-never");
    }

    @ParameterizedTest
    @CsvSource({
        "400-throttling-user, THROTTLED, Throttling.User",
        "400-throttling-api, THROTTLED, Throttling.Api",
        "429-throttling, THROTTLED, Throttling",
        "403-forbbiden-subuser, DENIED, Forbbiden.SubUser",
        "403-forbidden, DENIED, Forbidden",
        "403-forbidden-ram, DENIED, Forbidden.RAM",
        "404-accesskey-notfound, CREDENTIALS, InvalidAccessKeyId.NotFound",
        "400-timestamp-expired, CREDENTIALS, InvalidTimeStamp.Expired",
        "400-missing-parameter, UNKNOWN, MissingParameter",
        "500-internal-error, SERVER, InternalError",
        "503-service-unavailable, SERVER, ServiceUnavailable"
    })
    void shouldSortErrorsByCodeFirst(String fixture, FailureClass expected, String code) {
        // Given
        answer(Integer.parseInt(fixture.substring(0, 3)), ExampleResponses.bytes("errors/" + fixture + ".json"));
        // When
        var failed = failed(api(Duration.ofSeconds(5)).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.failureClass()).isEqualTo(expected);
        assertThat(failed.code()).isEqualTo(code);
        assertThat(failed.requestId()).startsWith("0F1C7A2E");
        assertThat(failed.detail()).isNotEmpty();
        assertThat(failed.provesDeletion()).isFalse();
    }

    @Test
    void shouldReadRetryAfterAsMilliseconds() {
        // Given
        answer(exchange -> {
            exchange.getResponseHeaders().add("x-acs-retry-after", "1500");
            respond(exchange, 503, "<html>busy</html>".getBytes(UTF_8));
        });
        // When
        var failed = failed(api(Duration.ofSeconds(5)).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.failureClass()).isEqualTo(FailureClass.THROTTLED);
        assertThat(failed.retryAfter()).contains(Duration.ofMillis(1500));
    }

    @Test
    void shouldTakeOnlyTheApisOwnWordAsProofOfDeletion() {
        // Given
        answer(404, ExampleResponses.bytes("errors/404-vpnconnection-notfound.json"));
        var api = api(Duration.ofSeconds(5));
        // When
        var gone = failed(api.connection(TARGET, "vco-1"));
        answer(404, "<html>no such page</html>".getBytes(UTF_8));
        var lost = failed(api.connection(TARGET, "vco-1"));
        // Then
        assertThat(gone.provesDeletion()).isTrue();
        assertThat(lost.provesDeletion()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"502, SERVER", "200, MALFORMED", "401, CREDENTIALS", "403, DENIED"})
    void shouldSortHtmlByItsStatus(int status, FailureClass expected) {
        // Given
        answer(status, "<html><body>must-never be shown</body></html>".getBytes(UTF_8));
        // When
        var failed = failed(api(Duration.ofSeconds(5)).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.failureClass()).isEqualTo(expected);
        assertThat(failed.toString()).doesNotContain("must-never");
    }

    @ParameterizedTest
    @CsvSource({
        "SignatureDoesNotMatch, 400",
        "IncompleteSignature, 400",
        "InvalidSecurityToken.Expired, 400",
        "Forbidden, 403"
    })
    void shouldNotRepeatMessageThatEchoesWhatWasSigned(String code, int status) {
        // Given
        String message = "POST\\n/\\n\\nx-acs-security-token:token-must-never Credential=testid-must-never";
        answer(status, ("{\"Code\":\"" + code + "\",\"Message\":\"" + message + "\"}").getBytes(UTF_8));
        // When
        var failed = failed(api(Duration.ofSeconds(5)).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.code()).isEqualTo(code);
        assertThat(failed.toString()).doesNotContain("must-never").doesNotContain("x-acs");
    }

    @Test
    void shouldMakeMessagesFitForTerminals() {
        // Given
        answer(
                400,
                ("{\"code\":\"Odd\",\"message\":\"a\\r\\nb\\u001b[31m\\u202ec" + "x".repeat(500) + "\"}")
                        .getBytes(UTF_8));
        // When
        var failed = failed(api(Duration.ofSeconds(5)).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.detail()).startsWith("a  b [31m c").hasSize(256);
    }

    @Test
    void shouldNameTheNetworkInItsOwnWords() {
        // Given
        int port = server.getAddress().getPort();
        server.stop(0);
        // When
        var failed = failed(api(Duration.ofSeconds(5), port, account -> KEY).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.failureClass()).isEqualTo(FailureClass.NETWORK);
        assertThat(failed.detail()).startsWith("127.0.0.1 refused the connection");
    }

    @Test
    void shouldFailWithoutCallingWhenThereAreNoCredentials() {
        // Given
        answer(200, EMPTY);
        CredentialsSource none = account -> {
            throw new NoCredentialsException("none configured");
        };
        // When
        var failed = failed(
                api(Duration.ofSeconds(5), server.getAddress().getPort(), none).connections(TARGET, 1, 50));
        // Then
        assertThat(failed.failureClass()).isEqualTo(FailureClass.CREDENTIALS);
        assertThat(failed.detail()).isEqualTo("none configured");
        assertThat(requests).isEmpty();
    }

    private AlibabaVpnApi api(Duration timeout) {
        return api(timeout, server.getAddress().getPort(), account -> KEY);
    }

    private static AlibabaVpnApi api(Duration timeout, int port, CredentialsSource credentials) {
        return api(timeout, "http://127.0.0.1:" + port, credentials, Clock.systemUTC());
    }

    private static AlibabaVpnApi api(Duration timeout, String endpoint, CredentialsSource credentials, Clock clock) {
        return new AlibabaVpnApi(
                Endpoints.of("cloud.endpoint", endpoint),
                Proxies.of("", Map.of()),
                credentials,
                new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8))),
                timeout,
                clock);
    }

    private void answer(int status, byte[] body) {
        answer(exchange -> respond(exchange, status, body));
    }

    private void answer(Answer answer) {
        if (!requests.isEmpty()) {
            server.removeContext("/");
        }
        requests.clear();
        server.createContext("/", exchange -> {
            requests.add(exchange);
            ports.add(exchange.getRemoteAddress().getPort());
            exchange.getRequestBody().readAllBytes();
            try (exchange) {
                answer.to(exchange);
            }
        });
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static String signatureOf(HttpExchange request) {
        var parameters = new TreeMap<String, String>();
        for (String parameter : request.getRequestURI().getRawQuery().split("&", -1)) {
            parameters.put(parameter.split("=", -1)[0], parameter.split("=", -1)[1]);
        }
        var headers = new TreeMap<String, String>();
        request.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("host") || lower.startsWith("x-acs-")) {
                headers.put(lower, values.get(0));
            }
        });
        assertThat(headers)
                .containsEntry("x-acs-security-token", "token-must-never")
                .hasSize(7);
        return new Acs3Signature("POST", parameters, headers).authorization(KEY);
    }

    private static Failed<?> failed(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return (Failed<?>) outcome;
    }
}
