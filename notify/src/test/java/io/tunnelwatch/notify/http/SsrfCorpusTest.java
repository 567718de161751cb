package io.tunnelwatch.notify.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.receiver.ReceiverRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No request reaches an address that hands out credentials, however it is written, and wherever a name or a redirect leads. */
@Tag("S-40")
class SsrfCorpusTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "169.254.170.2",
                "2852039166", // 169.254.169.254 as one number
                "169.16689662",
                "169.254.43518",
                "100.100.100.200",
                "1684301000", // 100.100.100.200 as one number
                "168.63.129.16",
                "192.0.0.192",
                "0.0.0.0",
                "0",
                "0.1.2.3",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "[::]",
                "[fe80::1]",
                "[ff02::1]",
                "[fd00:ec2::254]",
                "[fd20:ce::254]",
                "[::ffff:169.254.169.254]",
                "[::ffff:a9fe:a9fe]",
                "[::169.254.169.254]",
                "[::ffff:100.100.100.200]",
                "[64:ff9b::169.254.169.254]",
                "[2002:a9fe:a9fe::1]",
                "[2001:0:0:0:0:0:5601:5601]" // Teredo, the address inverted
            })
    void shouldRefuseAnAddressHoweverItIsWritten(String host) {
        try (var client = new GuardedHttpClient(NameResolver.OF_THE_MACHINE, DEADLINE)) {
            assertRefused(client.send(get("http://" + host + "/latest/meta-data/")));
        }
    }

    /**
     * The machine's resolver may read these as numbers, as octal or hexadecimal ones, or not at all. Each way is fine, as long
     * as nothing is sent.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0xa9fea9fe",
                "0xa9.0xfe.0xa9.0xfe",
                "0251.0376.0251.0376",
                "025177524776",
                "169.254.169.254.",
                "0x64.0x64.0x64.0xc8"
            })
    void shouldNeverConnectToAnUnusualSpelling(String host) {
        try (var client = new GuardedHttpClient(SsrfCorpusTest::asTheCLibraryReads, DEADLINE)) {
            assertRefused(client.send(get("http://" + host + "/")));
        }
    }

    /** The reading of old C libraries: a leading 0x is hexadecimal, a leading 0 octal, and fewer parts fill up the last one. */
    private static List<InetAddress> asTheCLibraryReads(String host) throws UnknownHostException {
        long number = 0;
        String[] parts = host.replaceAll("\\.$", "").split("\\.");
        for (int i = 0; i < parts.length; i++) {
            long part = Long.decode(parts[i]);
            number = (i < parts.length - 1 ? number << 8 : number << (8 * (5 - parts.length))) | part;
        }
        byte[] bytes = {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        return List.of(InetAddress.getByAddress(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "fe80::1", "100.100.100.200", "::ffff:169.254.169.254", "0.0.0.0"})
    void shouldRefuseANameThatLeadsThere(String address) {
        NameResolver names = host -> List.of(InetAddress.getAllByName(address));
        try (var client = new GuardedHttpClient(names, DEADLINE)) {
            assertRefused(client.send(get("http://receiver.example.com/")));
        }
    }

    @Test
    void shouldRefuseANameWithOneBadAddressAmongGoodOnes() throws Exception {
        try (var receiver = new ScriptedReceiver(ScriptedReceiver.text(OK))) {
            var metadata = InetAddress.getByAddress(new byte[] {(byte) 169, (byte) 254, (byte) 169, (byte) 254});
            NameResolver names = host -> List.of(InetAddress.getLoopbackAddress(), metadata);
            try (var client = new GuardedHttpClient(names, DEADLINE)) {
                assertRefused(client.send(get("http://receiver.example.com:" + receiver.port() + "/")));
            }
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void shouldConnectToTheAddressThatWasChecked() throws Exception {
        // Given: a name server that answers each question differently, as for DNS rebinding
        Deque<String> answers = new ArrayDeque<>(List.of("127.0.0.1", "169.254.169.254"));
        var asked = new AtomicInteger();
        NameResolver names = host -> {
            asked.incrementAndGet();
            return List.of(InetAddress.getAllByName(answers.size() > 1 ? answers.removeFirst() : answers.getFirst()));
        };
        try (var receiver = new ScriptedReceiver(ScriptedReceiver.text(OK));
                var client = new GuardedHttpClient(names, DEADLINE)) {
            var call = get("http://rebinding.example.com:" + receiver.port() + "/");

            // When
            var results = List.of(client.send(call), client.send(call));

            // Then
            assertThat(results.get(0)).isInstanceOf(CallResult.Answered.class);
            assertRefused(results.get(1));
            assertThat(asked).hasValue(2);
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://[fd00:ec2::254]/",
                "//100.100.100.200/latest/meta-data/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:25/",
                "/elsewhere",
                "//elsewhere.example.com/",
                "http://good.example.com/?token=must-never-be-followed"
            })
    void shouldFollowNoRedirect(String location) throws Exception {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            String answer = "HTTP/1.1 " + status + " Moved\r\nLocation: " + location
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            var asked = new ArrayList<String>();
            NameResolver names = host -> {
                asked.add(host);
                return List.of(InetAddress.getAllByName("127.0.0.1"));
            };
            try (var receiver = new ScriptedReceiver(ScriptedReceiver.text(answer));
                    var client = new GuardedHttpClient(names, DEADLINE)) {
                // When
                var result = client.send(get("http://receiver.example.com:" + receiver.port() + "/hook"));

                // Then
                assertThat(result).isInstanceOf(CallResult.Failed.class);
                assertThat(result.toString())
                        .contains("HTTP " + status, "is not followed")
                        .doesNotContain("must-never", "meta-data", "null");
                assertThat(asked).containsExactly("receiver.example.com");
                assertThat(receiver.requests()).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/", "jar:http://127.0.0.1!/", "mailto:a@b", "/path"})
    void shouldSpeakHttpOnly(String address) {
        try (var client = new GuardedHttpClient(NameResolver.OF_THE_MACHINE, DEADLINE)) {
            assertThat(client.send(get(address))).isInstanceOf(CallResult.Failed.class);
        }
    }

    /** Loopback, private and public addresses: receivers stand next door as often as outside. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "10.1.2.3",
                "172.16.0.9",
                "192.168.1.1",
                "fd12:3456::1",
                "203.0.113.7",
                "2001:db8::7"
            })
    void shouldAllowTheAddressesOfReceivers(String address) throws IOException {
        assertThat(AddressRules.refusal(InetAddress.getByName(address))).isEmpty();
    }

    private static ReceiverRequest get(String address) {
        return new ReceiverRequest("GET", URI.create(address), Map.of(), "");
    }

    private static void assertRefused(CallResult result) {
        assertThat(result).isInstanceOf(CallResult.Failed.class);
        assertThat(result.toString()).contains("nothing was sent").doesNotContain("meta-data");
    }
}
