package io.tunnelwatch.ingest.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.RawCloud;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.testsupport.Certificates;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An impostor server gets no signed call, and the failure's text names the cure. */
@Timeout(120)
class BrokenTrustTest {
    @TempDir
    static Path directory;

    private static SSLContext usual;
    private static Certificates certificates;

    /** Makes this JVM trust the test's authority during the test. */
    @BeforeAll
    static void certify() throws Exception {
        certificates = new Certificates(directory.resolve("certificates.p12"), "of-the-test");
        certificates.authority();
        certificates.signed("valid", "localhost");
        certificates.signed("expired", "localhost", "-startdate", "-20d", "-validity", "10");
        certificates.signed("not-yet", "localhost", "-startdate", "+5d", "-validity", "10");
        certificates.signed("another-host", "vpc.example.com");
        certificates.selfSigned("self-signed", "localhost");
        usual = SSLContext.getDefault();
        SSLContext.setDefault(certificates.trusting());
    }

    @AfterAll
    static void trustAsUsual() {
        SSLContext.setDefault(usual);
    }

    @Test
    void shouldSpeakToTheServerThatIsWhoItShouldBe() throws Exception {
        try (var cloud = new RawCloud(certificates.of("valid").getServerSocketFactory())) {
            assertThat(ask(cloud.port())).isInstanceOf(Answered.class);
            assertThat(cloud.requests).hasValue(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "expired, set the clock right",
        "not-yet, set the clock right",
        "another-host, was not accepted",
        "self-signed, trust store"
    })
    @Tag("F-03")
    void shouldSendNothingToAServerWithAnotherCertificate(String certificate, String cure) throws Exception {
        try (var cloud = new RawCloud(certificates.of(certificate).getServerSocketFactory())) {
            // When
            var failed = failed(ask(cloud.port()));
            // Then
            assertThat(failed.detail()).startsWith("TLS failed").contains(cure);
            assertThat(cloud.requests).hasValue(0);
        }
    }

    /** The server answers a hello with TLS 1.1, whatever it was offered. */
    @Test
    @Tag("F-03")
    void shouldSpeakNoOutdatedTls() throws Exception {
        // Given
        String hello = "02000026" + "0302" + "00".repeat(32) + "00" + "c013" + "00";
        byte[] record = HexFormat.of().parseHex("160302002a" + hello);
        try (var old = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var thread = new Thread(() -> {
                try (Socket socket = old.accept()) {
                    socket.getInputStream().readNBytes(5);
                    socket.getOutputStream().write(record);
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the caller hung up
                }
            });
            thread.start();
            // When
            var failed = failed(ask(old.getLocalPort()));
            // Then
            assertThat(failed.detail()).startsWith("TLS failed").contains("protocol");
            thread.join();
        }
    }

    private static Outcome<ListingPage> ask(int port) {
        var key = new AccessKey("testid-must-never", "secret-must-never", Optional.empty());
        return new AlibabaVpnApi(
                        Endpoints.of(
                                "cloud.endpoint",
                                URI.create("https://localhost:" + port).toString()),
                        Proxies.of("", Map.of()),
                        account -> key,
                        new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8))),
                        Duration.ofSeconds(20),
                        Clock.systemUTC())
                .connections(new TargetId("1", "eu-central-1"), 1, 50);
    }

    private static Failed<?> failed(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        var failed = (Failed<?>) outcome;
        assertThat(failed.failureClass()).isEqualTo(FailureClass.NETWORK);
        assertThat(failed.toString()).doesNotContain("must-never").doesNotContain("\n");
        System.out.println("F-03 " + failed.detail());
        return failed;
    }
}
