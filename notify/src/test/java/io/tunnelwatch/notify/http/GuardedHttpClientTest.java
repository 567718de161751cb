package io.tunnelwatch.notify.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.receiver.ReceiverAnswer;
import io.tunnelwatch.notify.receiver.ReceiverRequest;
import io.tunnelwatch.testsupport.Certificates;
import io.tunnelwatch.testsupport.FreePorts;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver may do whatever it likes: a call ends by its deadline, and its error shows no secret. */
@Tag("F-52")
@Tag("S-40")
class GuardedHttpClientTest {
    private static final Duration DEADLINE = Duration.ofMillis(1_500);
    private static final String SECRET = "must-never-be-shown";

    private final GuardedHttpClient client =
            new GuardedHttpClient(host -> NameResolver.OF_THE_MACHINE.resolve(host), DEADLINE);
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() {
        over.countDown();
        client.close();
    }

    @Test
    void shouldReturnTheAnswerWithItsBody() throws Exception {
        assertThat(answered("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy"))
                .isEqualTo(new ReceiverAnswer(503, Optional.of(Duration.ofSeconds(7)), "busy"));
    }

    @Test
    void shouldReadADateInRetryAfter() {
        var now = Instant.parse("2026-03-01T10:00:00Z");
        assertThat(BoundedAnswer.retryAfter("Sun, 1 Mar 2026 10:01:00 GMT", now))
                .hasValue(Duration.ofMinutes(1));
        assertThat(BoundedAnswer.retryAfter("Sun, 1 Mar 2026 09:01:00 GMT", now))
                .hasValue(Duration.ZERO);
        assertThat(BoundedAnswer.retryAfter("soon", now)).isEmpty();
        assertThat(BoundedAnswer.retryAfter("99999999999999999999", now)).isEmpty();
    }

    @Test
    void shouldSendBodyHeadersAndUser() throws Exception {
        try (var receiver =
                new ScriptedReceiver(ScriptedReceiver.text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))) {
            var address = URI.create("http://ann:" + SECRET + "@127.0.0.1:" + receiver.port() + "/a?b=c");
            var result = client.send(
                    new ReceiverRequest("POST", address, Map.of("webhook-id", "7", "Content-Type", "a/b"), "{}"));
            assertThat(result).isInstanceOf(CallResult.Answered.class);
            assertThat(receiver.requests().get(0))
                    .startsWith("POST /a?b=c HTTP/1.1\n")
                    .containsIgnoringCase("webhook-id: 7\n")
                    .containsIgnoringCase("Content-Type: a/b\n")
                    .contains("Authorization: Basic YW5uOm11c3QtbmV2ZXItYmUtc2hvd24=\n")
                    .doesNotContain("Accept-Encoding", SECRET);
        }
    }

    @Test
    void shouldKeepNoCookie() throws Exception {
        try (var receiver = new ScriptedReceiver(ScriptedReceiver.text(
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))) {
            client.send(call(receiver));
            client.send(call(receiver));
            assertThat(receiver.requests()).hasSize(2).noneMatch(it -> it.contains("Cookie"));
        }
    }

    @Test
    void shouldCutAnEndlessBody() throws Exception {
        ScriptedReceiver.Script endless = (socket, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            byte[] block = "x".repeat(8_192).getBytes(StandardCharsets.UTF_8);
            while (over.getCount() > 0) {
                out.write(block);
            }
        };
        try (var receiver = new ScriptedReceiver(endless)) {
            var result = client.send(call(receiver));
            assertThat(result).isInstanceOfSatisfying(CallResult.Answered.class, it -> {
                assertThat(it.answer().status()).isEqualTo(200);
                assertThat(it.answer().body()).hasSize(BoundedAnswer.LARGEST);
            });
        }
    }

    @Test
    void shouldEndASlowBodyAtTheDeadline() throws Exception {
        assertTimedOut((socket, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                out.write('x');
                out.flush();
            }
        });
    }

    @Test
    void shouldEndASilentCallAtTheDeadline() throws Exception {
        assertTimedOut((socket, out) -> over.await());
    }

    @Test
    void shouldEndAtTheDeadlineWhileTheNameServerIsSilent() {
        NameResolver silent = host -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        try (var slow = new GuardedHttpClient(silent, DEADLINE)) {
            assertTimely(
                    slow, new ReceiverRequest("GET", URI.create("http://slow.example.com/" + SECRET), Map.of(), ""));
            over.countDown();
        }
    }

    @Test
    void shouldNameAReset() throws Exception {
        assertFailure((socket, out) -> socket.setSoLinger(true, 0), "");
        assertFailure((socket, out) -> {}, "closed before an answer");
        assertFailure(ScriptedReceiver.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"), "closed before");
        assertFailure(ScriptedReceiver.text("this is not HTTP at all\r\n\r\n"), "");
        assertFailure(ScriptedReceiver.text("HTTP/1.1 200 OK\r\nX: " + "x".repeat(99_999) + "\r\n\r\n"), "");
    }

    @Test
    void shouldNameWhatIsNotThere() throws Exception {
        var nobody = URI.create("http://127.0.0.1:" + FreePorts.one() + "/" + SECRET);
        assertThat(client.send(new ReceiverRequest("GET", nobody, Map.of(), "")))
                .isEqualTo(new CallResult.Failed("nobody listens there, or the way is blocked"));
        try (var unknown = new GuardedHttpClient(
                host -> {
                    throw new UnknownHostException(host);
                },
                DEADLINE)) {
            assertThat(unknown.send(new ReceiverRequest(
                            "GET", URI.create("http://nowhere.example.com/" + SECRET), Map.of(), "")))
                    .isEqualTo(new CallResult.Failed("its name cannot be resolved"));
        }
    }

    @Test
    void shouldNotSendWithoutATrustedCertificate(@TempDir Path directory) throws Exception {
        var certificates = new Certificates(directory.resolve("keys.p12"), "of the test");
        certificates.selfSigned("receiver", "127.0.0.1");
        var doors = certificates.of("receiver").getServerSocketFactory();
        try (var receiver = new ScriptedReceiver(doors, ScriptedReceiver.text("HTTP/1.1 200 OK\r\n\r\n"))) {
            var https = URI.create("https://127.0.0.1:" + receiver.port() + "/" + SECRET);
            assertThat(client.send(new ReceiverRequest("GET", https, Map.of(), ""))
                            .toString())
                    .contains("no TLS connection")
                    .doesNotContain(SECRET);
            assertThat(receiver.requests()).noneMatch(it -> it.contains(SECRET));
        }
    }

    @Test
    void shouldSendOnlyToTheHostThatTheCertificateNames(@TempDir Path directory) throws Exception {
        var certificates = new Certificates(directory.resolve("keys.p12"), "of the test");
        certificates.selfSigned("receiver", "receiver.example.com");
        var tls = new SslContextFactory.Client();
        tls.setSslContext(certificates.trusting("receiver"));
        NameResolver names = host -> List.of(InetAddress.getLoopbackAddress());
        var doors = certificates.of("receiver").getServerSocketFactory();
        try (var receiver = new ScriptedReceiver(
                        doors, ScriptedReceiver.text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                var trusting = new GuardedHttpClient(names, DEADLINE, tls)) {
            String rest = ":" + receiver.port() + "/";
            var own = new ReceiverRequest("GET", URI.create("https://receiver.example.com" + rest), Map.of(), "");
            var other = new ReceiverRequest("GET", URI.create("https://other.example.com" + rest), Map.of(), "");

            assertThat(trusting.send(own)).isInstanceOf(CallResult.Answered.class);
            assertThat(trusting.send(other).toString()).contains("no TLS connection");
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    private ReceiverAnswer answered(String text) throws Exception {
        try (var receiver = new ScriptedReceiver(ScriptedReceiver.text(text))) {
            return ((CallResult.Answered) client.send(call(receiver))).answer();
        }
    }

    private void assertTimedOut(ScriptedReceiver.Script script) throws Exception {
        try (var receiver = new ScriptedReceiver(script)) {
            assertTimely(client, call(receiver));
        }
    }

    private static void assertTimely(GuardedHttpClient client, ReceiverRequest call) {
        long began = System.nanoTime();
        var result = client.send(call);
        assertThat(result.toString()).contains("no complete answer within 1 s").doesNotContain(SECRET);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(DEADLINE.minusMillis(100), DEADLINE.plusSeconds(3));
    }

    private void assertFailure(ScriptedReceiver.Script script, String why) throws Exception {
        try (var receiver = new ScriptedReceiver(script)) {
            var result = client.send(call(receiver));
            assertThat(result).isInstanceOf(CallResult.Failed.class);
            assertThat(result.toString()).contains(why).doesNotContain(SECRET);
        }
    }

    private static ReceiverRequest call(ScriptedReceiver receiver) {
        return new ReceiverRequest(
                "POST",
                URI.create("http://127.0.0.1:" + receiver.port() + "/" + SECRET + "?token=" + SECRET),
                Map.of("Authorization", SECRET),
                "{}");
    }
}
