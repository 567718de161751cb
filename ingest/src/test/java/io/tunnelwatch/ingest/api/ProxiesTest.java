package io.tunnelwatch.ingest.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static final URI CLOUD = URI.create("https://vpc.eu-central-1.aliyuncs.com");

    @ParameterizedTest
    @CsvSource({
        "'', '', '', DIRECT",
        "proxy:3128, '', '', proxy:3128",
        "http://proxy:3128, http://other:1, '', proxy:3128",
        "'', http://other:8080, '', other:8080",
        "'', http://user:must-never@other:8080/, '', other:8080",
        "'', other, '', other:80",
        "'', other:8080, 'localhost,.aliyuncs.com', DIRECT",
        "'', other:8080, aliyuncs.com, DIRECT",
        "'', other:8080, *, DIRECT",
        "'', other:8080, yuncs.com, other:8080",
        "proxy:3128, '', *, proxy:3128"
    })
    void shouldTakeTheOperatorsProxyBeforeTheEnvironments(String setting, String https, String none, String expected) {
        // When
        var selected = Proxies.of(setting, Map.of("HTTPS_PROXY", https, "no_proxy", none))
                .select(CLOUD);
        // Then
        assertThat(selected).singleElement().satisfies(it -> assertThat(words(it))
                .isEqualTo(expected));
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:8088", "http://localhost:8088", "http://[::1]:8088"})
    void shouldSendNothingOfThisMachineThroughAProxy(String local) {
        assertThat(Proxies.of("proxy:3128", Map.of()).select(URI.create(local))).containsExactly(Proxy.NO_PROXY);
    }

    @Test
    void shouldTakeTheJvmsProxyBeforeTheEnvironments() {
        // Given
        System.setProperty("https.proxyHost", "jvms");
        System.setProperty("https.proxyPort", "99");
        try {
            // When
            var selected =
                    Proxies.of("", Map.of("HTTPS_PROXY", "http://other:8080")).select(CLOUD);
            // Then
            assertThat(selected).extracting(ProxiesTest::words).containsExactly("jvms:99");
        } finally {
            System.clearProperty("https.proxyHost");
            System.clearProperty("https.proxyPort");
        }
    }

    @Test
    void shouldAskTheProxyForTheCloudByItsName() throws Exception {
        // Given
        try (var proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var asked = CompletableFuture.supplyAsync(() -> firstLine(proxy));
            var http = new HttpCall(Duration.ofSeconds(10), Proxies.of("127.0.0.1:" + proxy.getLocalPort(), Map.of()));
            // When
            var thrown = Assertions.catchThrowable(
                    () -> http.send(HttpRequest.newBuilder(URI.create("https://vpc.test.invalid/"))
                            .build()));
            // Then
            assertThat(asked.get()).isEqualTo("CONNECT vpc.test.invalid:443 HTTP/1.1");
            assertThat(thrown).isInstanceOf(java.io.IOException.class);
        }
    }

    private static String firstLine(ServerSocket proxy) {
        try (var socket = proxy.accept();
                var in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = in.readLine();
            socket.getOutputStream().write("HTTP/1.1 502 Bad Gateway\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return line;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String words(Proxy proxy) {
        return proxy.address() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : proxy.type().name();
    }
}
