package io.tunnelwatch.ingest.poller;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.RawCloud;
import io.tunnelwatch.testsupport.FreePorts;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the network does, an incomplete scan is reported as failed, ends, leaves nothing behind and heals. */
@Timeout(120)
class BrokenNetworkTest {
    private static final int CONNECTIONS = 60;

    private final RawCloud cloud = new RawCloud();
    private final TargetHarness lookout = new TargetHarness("http://127.0.0.1:" + cloud.port());

    /** The faults of a server or a network that an answer meets. */
    enum Break {
        SILENT_AT_ONCE(FailureClass.NETWORK, (socket, answer) -> hang(socket)),
        SILENT_AFTER_HEADERS(FailureClass.NETWORK, (socket, answer) -> {
            socket.getOutputStream().write(head("Content-Length: " + answer.body().length));
            hang(socket);
        }),
        DRIPPING(FailureClass.NETWORK, (socket, answer) -> {
            socket.getOutputStream().write(head("Content-Length: " + answer.body().length));
            drip(socket.getOutputStream(), answer.body());
        }),
        CUT_IN_HALF(FailureClass.NETWORK, (socket, answer) -> {
            byte[] whole = answer.whole();
            socket.getOutputStream().write(whole, 0, whole.length / 2);
            socket.close();
        }),
        CLOSED_WITHOUT_A_WORD(FailureClass.NETWORK, (socket, answer) -> socket.close()),
        RESET(FailureClass.NETWORK, (socket, answer) -> {
            socket.getOutputStream().write(answer.whole(), 0, 100);
            socket.setSoLinger(true, 0);
            socket.close();
        }),
        LENGTH_TOO_LONG(FailureClass.NETWORK, (socket, answer) -> {
            socket.getOutputStream().write(head("Content-Length: " + (answer.body().length + 10)));
            socket.getOutputStream().write(answer.body());
            socket.close();
        }),
        LENGTH_TOO_SHORT(FailureClass.MALFORMED, (socket, answer) -> {
            socket.getOutputStream().write(head("Content-Length: " + (answer.body().length - 10)));
            socket.getOutputStream().write(answer.body());
        }),
        LENGTH_NO_NUMBER(FailureClass.NETWORK, (socket, answer) -> {
            socket.getOutputStream().write(head("Content-Length: many"));
            socket.getOutputStream().write(answer.body());
            socket.close();
        }),
        CHUNKS_OF_GARBAGE(FailureClass.NETWORK, (socket, answer) -> {
            socket.getOutputStream().write(head("Transfer-Encoding: chunked"));
            socket.getOutputStream().write("zz\r\nnonsense\r\n".getBytes(ISO_8859_1));
            socket.close();
        }),
        CHUNKS_WITHOUT_END(FailureClass.NETWORK, (socket, answer) -> {
            socket.getOutputStream().write(head("Transfer-Encoding: chunked"));
            byte[] body = answer.body();
            socket.getOutputStream().write((Integer.toHexString(body.length) + "\r\n").getBytes(ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.close();
        }),
        NO_HTTP(FailureClass.NETWORK, (socket, answer) -> {
            socket.getOutputStream().write("220 mail.example ESMTP ready\r\n".getBytes(ISO_8859_1));
            socket.close();
        });

        private final FailureClass told;

        @SuppressWarnings("ImmutableEnumChecker") // a stateless lambda
        private final RawCloud.Reply reply;

        Break(FailureClass told, RawCloud.Reply reply) {
            this.told = told;
            this.reply = reply;
        }
    }

    @BeforeEach
    void fill() {
        for (int i = 0; i < CONNECTIONS; i++) {
            cloud.connections.put("vco-%03d".formatted(i), "ipsec_sa_established");
        }
    }

    @AfterEach
    void close() throws IOException {
        cloud.close();
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    @Tag("F-04")
    void shouldTellBrokenAnswerAsFailureAndSeeAllOnceItHeals(Break broken) {
        // Given
        lookout.seesAll(cloud);
        cloud.connections.put("vco-007", "ike_sa_not_established");
        cloud.replies(broken.reply);
        long began = System.nanoTime();
        // When
        var failed = lookout.failedLook(broken.told);
        // Then
        System.out.printf(
                "F-04 %s: told after %d ms: %s%n", broken, (System.nanoTime() - began) / 1_000_000, failed.getDetail());
        cloud.replies(RawCloud.Reply.HONEST);
        lookout.seesAll(cloud);
    }

    /** The first page is complete and has changes; none of them may be published. */
    @Test
    @Tag("F-04")
    void shouldPublishNothingOfAListingWhoseSecondPageBreaks() {
        // Given
        lookout.seesAll(cloud);
        cloud.connections.put("vco-007", "ike_sa_not_established");
        var replies = new AtomicInteger();
        cloud.replies((socket, answer) -> {
            if (replies.getAndIncrement() == 0) {
                RawCloud.Reply.HONEST.to(socket, answer);
            } else {
                Break.CUT_IN_HALF.reply.to(socket, answer);
            }
        });
        // When / Then
        lookout.failedLook(FailureClass.NETWORK);
        assertThat(replies.get()).isGreaterThan(1);
        cloud.replies(RawCloud.Reply.HONEST);
        lookout.seesAll(cloud);
    }

    @ParameterizedTest
    @EnumSource(
            value = Break.class,
            names = {"SILENT_AFTER_HEADERS", "CUT_IN_HALF", "CHUNKS_OF_GARBAGE", "RESET"})
    @Tag("F-04")
    void shouldLeaveNoThreadsBehindHoweverOftenItFails(Break broken) {
        // Given
        lookout.seesAll(cloud);
        cloud.replies(broken.reply);
        lookout.failedLook(broken.told);
        int before = clientThreads();
        // When
        for (int look = 0; look < 5; look++) {
            lookout.failedLook(broken.told);
        }
        // Then: the client keeps a few threads for later work
        assertThat(clientThreads()).isLessThanOrEqualTo(before + 2);
    }

    @Test
    @Tag("F-02")
    void shouldTellRefusedConnectionAndSeeAllOnceItIsAccepted() throws IOException {
        // When
        var failed = new TargetHarness("http://127.0.0.1:" + FreePorts.one()).failedLook(FailureClass.NETWORK);
        // Then
        assertThat(failed.getDetail()).contains("refused the connection", "firewall");
    }

    /** A listener that accepts no connection, with a full queue: later ones are dropped without an answer. */
    @Test
    @Tag("F-02")
    void shouldNotWaitForABlackHoleBeyondTheDeadline() throws IOException {
        // Given
        try (var hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> queued = fillQueue(hole);
            long began = System.nanoTime();
            // When
            var failed = new TargetHarness("http://127.0.0.1:" + hole.getLocalPort()).failedLook(FailureClass.NETWORK);
            // Then
            System.out.printf(
                    "F-02 blackhole: told after %d ms, deadline %d ms%n",
                    (System.nanoTime() - began) / 1_000_000, TargetHarness.DEADLINE.toMillis());
            assertThat(failed.getDetail()).contains("firewall");
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    @Test
    @Tag("F-02")
    void shouldTellConnectionThatIsResetInTheMiddleOfTls() throws Exception {
        // Given
        try (var resetting = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var thread = new Thread(() -> {
                try (Socket socket = resetting.accept()) {
                    socket.getInputStream().readNBytes(5); // the start of the handshake's first record
                    socket.setSoLinger(true, 0);
                } catch (IOException e) {
                    // the test is over
                }
            });
            thread.start();
            // When
            var failed =
                    new TargetHarness("https://127.0.0.1:" + resetting.getLocalPort()).failedLook(FailureClass.NETWORK);
            // Then
            assertThat(failed.getDetail()).contains("127.0.0.1");
            thread.join();
        }
    }

    /** A call signed for one server must not go to another, wherever the answer points. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/",
                "http://localhost:%d/",
                "//127.0.0.1:%d/",
                "http://100.100.100.200:%d/latest/meta-data/",
                "file:///etc/passwd#%d",
                "/elsewhere?%d"
            })
    @Tag("F-17")
    void shouldFollowNoRedirectWhereverItLeads(String location) throws IOException {
        try (var elsewhere = new RawCloud()) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                // Given
                cloud.replies(status, "Location: " + String.format(location, elsewhere.port()), new byte[0]);
                int before = cloud.requests.get();
                // When
                var failed = lookout.failedLook(FailureClass.MALFORMED);
                // Then
                assertThat(failed.getDetail()).contains("redirects are not followed");
                assertThat(cloud.requests.get()).isEqualTo(before + 1);
                assertThat(elsewhere.requests).hasValue(0);
            }
        }
    }

    private static List<Socket> fillQueue(ServerSocket hole) throws IOException {
        var queued = new ArrayList<Socket>();
        while (queued.size() < 100) {
            var socket = new Socket();
            try {
                socket.connect(hole.getLocalSocketAddress(), (int)
                        Duration.ofMillis(300).toMillis());
                queued.add(socket);
            } catch (SocketTimeoutException e) {
                socket.close();
                return queued;
            }
        }
        throw new AssertionError("the queue of " + new InetSocketAddress(hole.getLocalPort()) + " has no end");
    }

    private static int clientThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().startsWith("HttpClient"))
                .count();
    }

    private static byte[] head(String header) {
        return ("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n").getBytes(UTF_8);
    }

    /** Waits until the caller hangs up. */
    private static void hang(Socket socket) throws IOException {
        if (socket.getInputStream().read() >= 0) {
            throw new IOException("a request before the last one was answered");
        }
    }

    /** Sends a byte now and then, each of which tells the client that the server is alive. */
    private static void drip(OutputStream out, byte[] body) throws IOException {
        for (byte octet : Arrays.copyOf(body, 200)) {
            out.write(octet);
            out.flush();
            try {
                Thread.sleep(50); // the pause is the fault
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
