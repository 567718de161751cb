package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.api.ChangeStream;
import io.tunnelwatch.sink.api.JsonViews;
import io.tunnelwatch.sink.model.ReadModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no well-behaved client sends, from several addresses of the loopback network. */
@Tag("F-56")
class SocketsTest {
    private static final String ME = "127.0.0.1";
    private static final int CONNECTIONS = 5_000;

    private final ReadModel model = new ReadModel();
    private final JsonViews json = ApiFixture.words(model);
    private final ChangeStream stream = new ChangeStream(json, Clock.systemUTC());
    private final ClientConnections visitors = ClientConnections.of(WebAccess.open(ME, 0));
    private final List<Socket> open = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private WebServer server;

    @BeforeEach
    void start() {
        server = start(visitors);
    }

    private WebServer start(ClientConnections visitors) {
        return new ServedModel(model).stream(stream).start(WebAccess.open(ME, 0), visitors);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket it : open) {
            it.close();
        }
        server.close();
    }

    @Test
    void shouldAnswerOthersWhileManyDoNotReadWhatTheyAskedFor() throws Exception {
        // Given
        new ApiFixture(model, Instant.now()).tellMany(CONNECTIONS);
        var asked = request("/api/v1/connections?limit=10000");
        assertThat(answer(ME, asked).length()).isGreaterThan(2 << 20);

        // When
        for (int i = 0; i < 200; i++) {
            send(connect("127.0.1." + (i % 10 + 1)), asked);
        }

        // Then
        assertThat(answer(ME, request("/readyz"))).startsWith("HTTP/1.1 200");
        assertThat(answer(ME, request("/api/v1/connections?limit=1"))).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldAnswerOthersWhileThousandsSendHalfARequest() throws Exception {
        // When
        for (int i = 0; i < 2_500; i++) {
            send(connect("127.0." + (i % 50 + 1) + ".1"), "GET /api/v1/summary HTTP/1.1\r\nHost: loc");
        }

        // Then
        assertThat(answer(ME, request("/readyz"))).startsWith("HTTP/1.1 200");
        assertThat(answer(ME, request("/api/v1/summary"))).startsWith("HTTP/1.1 200");
        assertThat(visitors.count()).isLessThanOrEqualTo(WebAccess.Places.USUAL.inAll());
    }

    @Test
    void shouldCloseAConnectionWhoseBodyDoesNotCome() throws Exception {
        // Given
        var nanos = new AtomicLong();
        server.close();
        server = start(new ClientConnections(1_000, 1_000, nanos::get));
        Socket slow = connect(ME);
        String head = request("/api/v1/commands").replace("GET ", "POST ").strip()
                + "\r\nContent-Type: application/json\r\nX-Tunnelwatch-Request: 1\r\n";
        send(slow, head + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n");
        assertThat(head(slow)).startsWith("HTTP/1.1 100");
        send(slow, "{\"type\"");

        // When
        nanos.addAndGet(ClientConnections.TO_ASK.plusSeconds(1).toNanos());

        // Then
        assertThat(slow.getInputStream().readAllBytes()).isEmpty();
        assertThat(answer(ME, request("/readyz"))).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldSendReadersAwayOnceTooMuchIsOnItsWay() throws Exception {
        // Given
        new ApiFixture(model, Instant.now()).tellMany(CONNECTIONS);
        server.close();
        server = start(new ClientConnections(1_000, 1_000, System::nanoTime));
        for (int i = 0; i < 200; i++) {
            send(connect(ME), request("/api/v1/connections?limit=10000"));
        }

        // When
        String whole = answer(ME, request("/api/v1/connections?limit=10000"));

        // Then
        assertThat(whole).startsWith("HTTP/1.1 503").contains("Retry-After: ", "application/problem+json");
        assertThat(answer(ME, request("/api/v1/connections?limit=1"))).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldAnswerProbesFromTheVeryAddressThatFloods() throws Exception {
        new ApiFixture(model, Instant.now()).tellMany(CONNECTIONS);
        for (int i = 0; i < 200; i++) {
            send(connect(ME), request("/api/v1/connections?limit=10000"));
        }

        // The server accepts connections on several threads, so an earlier one may be taken for a newer one.
        String answer = answer(ME, request("/healthz"));
        for (int times = 0; answer.isEmpty() && times < 100; times++) {
            answer = answer(ME, request("/healthz"));
        }
        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @Test
    @Tag("F-55")
    void shouldLetSomeListenAndSendTheOthersAway() throws Exception {
        // Given
        int may = WebAccess.Places.USUAL.ofOneAddress() * 3 / 4;
        for (int i = 0; i < may; i++) {
            Socket listener = connect(ME);
            send(listener, request("/api/v1/stream"));
            assertThat(head(listener)).startsWith("HTTP/1.1 200");
        }

        // When
        String another = answer(ME, request("/api/v1/stream"));

        // Then
        assertThat(another).startsWith("HTTP/1.1 503").contains("Retry-After: ", "application/problem+json");
        assertThat(answer(ME, request("/api/v1/summary"))).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc",
                "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\nabc",
                "PUT /config HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
            })
    void shouldTakeNoBodyAndHangUp(String request) throws Exception {
        String answer = answer(ME, request);

        assertThat(answer).matches("(?s)HTTP/1.1 (400|405) .*").containsOnlyOnce("HTTP/1.1");
        assertThat(answer).contains("Connection: close", "application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/3.7\r\nHost: localhost\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%c3%28 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /a%2f..%2fb HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/connections?q=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/connections?q=%c3%28 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/connections?q=\u00ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/connections?q=%f0%28%8c%bc HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/connections?%00=a HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/connections?a=%0d%0aSet-Cookie:%20x=y HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX\u0001: b\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    @Tag("S-34")
    void shouldRefuseInItsOwnFormWhatIsNoRequest(String request) throws Exception {
        String answer = answer(ME, request);

        assertThat(answer).matches("(?s)HTTP/1.1 (4\\d\\d|501|505) .*");
        isOurs(answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {9_000, 100_000})
    @Tag("S-33")
    void shouldRefuseWhatIsTooLong(int length) throws Exception {
        String longWord = "x".repeat(length);

        isOurs(answer(ME, request("/api/v1/connections?q=" + longWord)));
        isOurs(answer(ME, "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + longWord + "\r\n\r\n"));
        isOurs(answer(ME, "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(length / 6) + "\r\n"));
    }

    private static void isOurs(String answer) {
        assertThat(answer)
                .matches("(?s)HTTP/1.1 [45]\\d\\d .*")
                .contains("application/problem+json", "Content-Security-Policy: ", "X-Content-Type-Options: nosniff")
                .doesNotContain("Exception", "jetty", "Jetty", "\tat ", "<html", "Set-Cookie");
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** Sends a request and nothing after it; reads until the server closes the connection. */
    private String answer(String from, String request) throws IOException {
        try (var socket = connect(from)) {
            send(socket, request);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.toString();
    }

    private Socket connect(String from) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.address().getPort()));
        socket.setSoTimeout(30_000);
        open.add(socket);
        return socket;
    }

    /** Sends a text; it does not matter if the server has closed the connection. */
    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) { // the server closed the connection
            assertThat(e).hasMessageMatching("(?i).*(reset|pipe|abort).*");
        }
    }
}
