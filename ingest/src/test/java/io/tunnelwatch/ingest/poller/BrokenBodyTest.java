package io.tunnelwatch.ingest.poller;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tunnelwatch.ingest.RawCloud;
import io.tunnelwatch.v1.FailureClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A good status with an invalid body is reported as malformed, at a bounded cost, and nothing of it gets out. */
@Timeout(120)
class BrokenBodyTest {
    private static final long MOST_ALLOCATED = 64L * 1024 * 1024;
    private static final String GZIP = "Content-Encoding: gzip";

    private final RawCloud cloud = new RawCloud();
    private final TargetHarness lookout = new TargetHarness("http://127.0.0.1:" + cloud.port());

    @BeforeEach
    void fill() {
        for (int i = 0; i < 60; i++) {
            cloud.connections.put("vco-%03d".formatted(i), "ipsec_sa_established");
        }
        lookout.seesAll(cloud);
    }

    @AfterEach
    void close() throws IOException {
        cloud.close();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                body("html", "<html><body>Welcome to the captive portal</body></html>"),
                body("xml of something else", "<?xml version='1.0'?><feed><entry/></feed>"),
                body("empty", ""),
                body("blank", " \r\n"),
                body("null", "null"),
                body("empty object", "{}"),
                body("empty list", "[]"),
                body("a string", "\"VpnConnections\""),
                body("truncated", listing("{\"VpnConnectionId\":\"vco-001\",\"Stat")),
                body("without its end", listing("{\"VpnConnectionId\":\"vco-001\"}]}")),
                body("NaN", listing("{\"CreateTime\":NaN}]}}")),
                body("name twice", listing("{\"Status\":\"a\",\"Status\":\"ipsec_sa_established\"}]}}")),
                body("total twice", "{\"TotalCount\":0,\"TotalCount\":1}"),
                body("total beyond any number", "{\"TotalCount\":1e400}"),
                body("nested 100,000 deep", listing("{\"New\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}]}}")),
                body("string of 1 MB", listing("{\"Name\":\"" + "x".repeat(1_000_000) + "\"}]}}")),
                body("string of 50 MB", listing("{\"Name\":\"" + "x".repeat(50_000_000) + "\"}]}}")),
                body("a million items", listing("{},".repeat(999_999) + "{}]}}")),
                body(
                        "a million tunnels",
                        listing("{\"TunnelOptionsSpecification\":[" + "{},".repeat(999_999) + "{}]}]}}")),
                body("a million tags", listing("{\"Tags\":[" + "{},".repeat(999_999) + "{}]}]}}")),
                body(
                        "a million items in xml",
                        "<a><TotalCount>1</TotalCount><VpnConnections>"
                                + "<VpnConnection><b/></VpnConnection>".repeat(400_000) + "</VpnConnections></a>"),
                body("two answers", listing("]}}{}")),
                Arguments.of("utf-16", listing("]}}").getBytes(UTF_16)),
                Arguments.of("latin-1", listing("{\"Name\":\"\u00e9\"}]}}").getBytes(ISO_8859_1)));
    }

    private static Arguments body(String name, String body) {
        return Arguments.of(name, body.getBytes(UTF_8));
    }

    /** The beginning of a listing of one connection. */
    private static String listing(String items) {
        return "{\"PageNumber\":1,\"PageSize\":50,\"TotalCount\":1,\"VpnConnections\":{\"VpnConnection\":[" + items;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    @Tag("F-05")
    @Tag("S-05")
    void shouldTellWhatIsNoListingAndPublishNothingOfIt(String name, byte[] body) {
        // Given
        cloud.connections.put("vco-007", "ike_sa_not_established");
        cloud.replies(200, "", body);
        long before = allocated();
        // When
        var failed = lookout.failedLook(FailureClass.MALFORMED);
        // Then
        long price = allocated() - before;
        System.out.printf(
                "F-05 %s (%d kB): allocated %d kB: %s%n", name, body.length / 1024, price / 1024, failed.getDetail());
        assertThat(price).isLessThan(MOST_ALLOCATED);
        cloud.replies(RawCloud.Reply.HONEST);
        lookout.seesAll(cloud);
    }

    /** The body has no announced length and no end. */
    @Test
    @Tag("F-05")
    void shouldStopReadingBodyWithoutEnd() {
        // Given
        cloud.replies((socket, answer) -> {
            var out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
            byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(ISO_8859_1);
            while (!socket.isClosed()) {
                out.write(chunk);
            }
        });
        // When / Then
        assertThat(lookout.look()).hasSize(1);
        cloud.replies(RawCloud.Reply.HONEST);
        lookout.seesAll(cloud);
    }

    /** A byte order mark is not part of JSON, but harmless. */
    @Test
    @Tag("F-05")
    void shouldReadThroughAByteOrderMark() {
        // Given
        cloud.connections.put("vco-007", "ike_sa_not_established");
        cloud.replies((socket, answer) -> {
            byte[] body = answer.body();
            byte[] marked = new byte[body.length + 3];
            marked[0] = (byte) 0xef;
            marked[1] = (byte) 0xbb;
            marked[2] = (byte) 0xbf;
            System.arraycopy(body, 0, marked, 3, body.length);
            socket.getOutputStream().write(RawCloud.Answer.with(200, "", marked));
        });
        // When / Then
        lookout.seesAll(cloud);
    }

    static Stream<Arguments> deflated() {
        byte[] whole = gzip(
                listing("]}}").replace("\"TotalCount\":1", "\"TotalCount\":0").getBytes(UTF_8));
        byte[] wrongSum = whole.clone();
        wrongSum[whole.length - 7] ^= 1;
        byte[] wrongBit = whole.clone();
        wrongBit[whole.length / 2] ^= 1;
        return Stream.of(
                Arguments.of("truncated", Arrays.copyOf(whole, whole.length - 5), GZIP),
                Arguments.of("wrong checksum", wrongSum, GZIP),
                Arguments.of("wrong bit", wrongBit, GZIP),
                Arguments.of("not deflated at all", "{}".getBytes(UTF_8), GZIP),
                Arguments.of("deflated without a word", whole, "Content-Type: application/json"),
                Arguments.of("in an encoding that was not asked for", whole, "Content-Encoding: br"),
                Arguments.of("bomb of 15 MB", gzip(new byte[15_000_000]), GZIP),
                Arguments.of("bomb of 200 MB", gzip(new byte[200_000_000]), GZIP),
                Arguments.of("deflated twice", gzip(gzip(new byte[15_000_000])), GZIP));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deflated")
    @Tag("F-06")
    void shouldTellBodyThatDoesNotInflate(String name, byte[] body, String header) {
        // Given
        cloud.replies(200, header, body);
        long before = allocated();
        // When
        lookout.failedLook(FailureClass.MALFORMED);
        // Then
        long price = allocated() - before;
        System.out.printf("F-06 %s (%d B): allocated %d kB%n", name, body.length, price / 1024);
        assertThat(price).isLessThan(MOST_ALLOCATED);
        cloud.replies(RawCloud.Reply.HONEST);
        lookout.seesAll(cloud);
    }

    @Test
    @Tag("F-06")
    void shouldReadWhatIsDeflatedAsItShouldBe() {
        // Given
        cloud.connections.put("vco-007", "ike_sa_not_established");
        cloud.replies((socket, answer) ->
                socket.getOutputStream().write(RawCloud.Answer.with(200, GZIP, gzip(answer.body()))));
        // When / Then
        lookout.seesAll(cloud);
    }

    private static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Bytes allocated by this thread, which reads and maps: an upper bound of what it ever held. */
    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
