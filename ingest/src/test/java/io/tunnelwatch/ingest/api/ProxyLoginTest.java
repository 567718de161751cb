package io.tunnelwatch.ingest.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.ingest.RawCloud;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.testsupport.Certificates;
import io.tunnelwatch.v1.FailureClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cloud behind a proxy that requires a password. */
@Timeout(60)
class ProxyLoginTest {
    private static final String HOST = "vpc.eu-central-1.aliyuncs.com";
    private static final String SECRET = "proxy-must-never:leave@all";

    @TempDir
    static Path directory;

    private static SSLContext usual;
    private static Certificates certificates;

    @BeforeAll
    static void certify() throws Exception {
        certificates = new Certificates(directory.resolve("certificates.p12"), "of-the-test");
        certificates.authority();
        certificates.signed("cloud", HOST);
        usual = SSLContext.getDefault();
        SSLContext.setDefault(certificates.trusting());
    }

    @AfterAll
    static void trustAsUsual() {
        SSLContext.setDefault(usual);
    }

    @Test
    void shouldLogInToTheProxyAndTellNobodyBehindIt() throws Exception {
        try (var cloud = new RawCloud(certificates.of("cloud").getServerSocketFactory());
                var proxy = new TinyProxy(cloud.port(), "me", SECRET)) {
            // When
            var outcome = ask(Proxies.of(proxy.address(), Optional.of(new ProxyLogin("me", SECRET)), Map.of()));
            // Then
            assertThat(outcome).isInstanceOf(Answered.class);
            assertThat(proxy.asked).contains("CONNECT " + HOST + ":443 HTTP/1.1");
            assertThat(cloud.lastHead).contains("x-acs-action").doesNotContainIgnoringCase("proxy-authorization");
        }
    }

    @Test
    void shouldTakeTheLoginOfTheEnvironmentsProxyFromThere() throws Exception {
        try (var cloud = new RawCloud(certificates.of("cloud").getServerSocketFactory());
                var proxy = new TinyProxy(cloud.port(), "me", SECRET)) {
            // Given
            String escaped = SECRET.replace(":", "%3A").replace("@", "%40");
            var environment = Map.of("HTTPS_PROXY", "http://me:" + escaped + "@" + proxy.address() + "/");
            // When / Then
            assertThat(ask(Proxies.of("", environment))).isInstanceOf(Answered.class);
        }
    }

    @Test
    void shouldNameTheSettingsWhenTheProxyLetsItNotThrough() throws Exception {
        try (var cloud = new RawCloud(certificates.of("cloud").getServerSocketFactory());
                var proxy = new TinyProxy(cloud.port(), "me", "another")) {
            for (Optional<ProxyLogin> login :
                    List.of(Optional.<ProxyLogin>empty(), Optional.of(new ProxyLogin("me", SECRET)))) {
                // When
                var outcome = ask(Proxies.of(proxy.address(), login, Map.of()));
                // Then
                assertThat(outcome).isInstanceOf(Failed.class);
                var failed = (Failed<?>) outcome;
                assertThat(failed.failureClass()).isEqualTo(FailureClass.NETWORK);
                assertThat(failed.detail()).contains("cloud.proxy.user", "cloud.proxy.password");
                assertThat(failed.toString()).doesNotContain("must-never").doesNotContain(encoded());
                assertThat(cloud.requests).hasValue(0);
            }
        }
    }

    @Test
    void shouldShowThePasswordToNobodyWhoPrintsIt() {
        assertThat(new ProxyLogin("me", SECRET).toString())
                .doesNotContain("must-never")
                .doesNotContain(encoded());
        assertThatThrownBy(() -> Proxies.of("http://me:" + SECRET + "@proxy:3128", Map.of()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("cloud.proxy.password")
                .hasMessageNotContaining("must-never");
        assertThatThrownBy(() -> Proxies.of("", Optional.of(new ProxyLogin("me", SECRET)), Map.of()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("cloud.proxy")
                .hasMessageNotContaining("must-never");
    }

    private static String encoded() {
        return Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(UTF_8));
    }

    private static Outcome<ListingPage> ask(Proxies proxies) {
        var key = new AccessKey("testid", "secret", Optional.empty());
        return new AlibabaVpnApi(
                        Endpoints.of("cloud.endpoint", "https://" + HOST),
                        proxies,
                        account -> key,
                        new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8))),
                        Duration.ofSeconds(20),
                        Clock.systemUTC())
                .connections(new TargetId("1", "eu-central-1"), 1, 50);
    }

    /** Tunnels every client with the password to one place, whatever destination it names. */
    private static final class TinyProxy implements AutoCloseable {
        final List<String> asked = new CopyOnWriteArrayList<>();

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final int behind;
        private final String wanted;

        TinyProxy(int behind, String user, String password) throws IOException {
            this.behind = behind;
            this.wanted = "proxy-authorization: basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
            threads.execute(() -> {
                while (!server.isClosed()) {
                    try {
                        Socket socket = server.accept();
                        threads.execute(() -> serve(socket));
                    } catch (IOException e) {
                        return; // closed
                    }
                }
            });
        }

        String address() {
            return "127.0.0.1:" + server.getLocalPort();
        }

        private void serve(Socket socket) {
            try (socket) {
                List<String> head = head(socket);
                asked.add(head.get(0));
                boolean welcome = head.stream()
                        .anyMatch(it -> it.regionMatches(true, 0, wanted, 0, 27)
                                && it.substring(27).equals(wanted.substring(27)));
                if (!welcome) {
                    say(
                            socket,
                            "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"here\"\r\n"
                                    + "Content-Length: 0");
                    return;
                }
                try (var onward = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                    say(socket, "200 Connection established");
                    threads.execute(() -> pump(onward, socket));
                    pump(socket, onward);
                }
            } catch (IOException e) {
                // one of the two hung up
            }
        }

        private static void say(Socket socket, String status) throws IOException {
            socket.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(ISO_8859_1));
        }

        private static void pump(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // one of the two hung up
            }
        }

        private static List<String> head(Socket socket) throws IOException {
            var head = new ByteArrayOutputStream();
            while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                int octet = socket.getInputStream().read();
                if (octet < 0) {
                    throw new IOException("hung up");
                }
                head.write(octet);
            }
            return head.toString(ISO_8859_1).lines().toList();
        }

        @Override
        public void close() throws IOException {
            server.close();
            threads.shutdownNow();
        }
    }
}
