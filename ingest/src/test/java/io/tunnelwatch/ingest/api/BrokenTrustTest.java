package io.tunnelwatch.ingest.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.AccessKey;
import io.tunnelwatch.ingest.RawCloud;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.mapper.Fingerprints;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that are not who they should be get no signed call, and the word about it names the cure. */
@Timeout(120)
class BrokenTrustTest {
    private static final char[] PASSWORD = "of-the-test".toCharArray();

    @TempDir
    static Path directory;

    private static SSLContext usual;
    private static Path servers;

    /** An authority that this JVM trusts for the time of the test, and servers with certificates of it and of themselves. */
    @BeforeAll
    static void certify() throws Exception {
        servers = directory.resolve("servers.p12");
        keytool("authority", "-dname", "CN=Authority of the test", "-ext", "bc:c", "-validity", "10");
        of("authority", "valid", "localhost", "-validity", "10");
        of("authority", "expired", "localhost", "-startdate", "-20d", "-validity", "10");
        of("authority", "not-yet", "localhost", "-startdate", "+5d", "-validity", "10");
        of("authority", "another-host", "vpc.example.com", "-validity", "10");
        keytool("self-signed", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-validity", "10");

        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", store().getCertificate("authority"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        usual = SSLContext.getDefault();
        SSLContext.setDefault(context);
    }

    @AfterAll
    static void trustAsUsual() {
        SSLContext.setDefault(usual);
    }

    @Test
    void shouldSpeakToTheServerThatIsWhoItShouldBe() throws Exception {
        try (var cloud = new RawCloud(context("valid").getServerSocketFactory())) {
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
        try (var cloud = new RawCloud(context(certificate).getServerSocketFactory())) {
            // When
            var failed = failed(ask(cloud.port()));
            // Then
            assertThat(failed.detail()).startsWith("TLS failed").contains(cure);
            assertThat(cloud.requests).hasValue(0);
        }
    }

    /** It answers a hello with TLS 1.1, whatever it was offered. */
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
                .connections(new Target("1", "eu-central-1"), 1, 50);
    }

    private static Failed<?> failed(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        var failed = (Failed<?>) outcome;
        assertThat(failed.failureClass()).isEqualTo(FailureClass.NETWORK);
        assertThat(failed.toString()).doesNotContain("must-never").doesNotContain("\n");
        System.out.println("F-03 " + failed.detail());
        return failed;
    }

    private static SSLContext context(String alias) throws GeneralSecurityException, IOException {
        var one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, store().getKey(alias, PASSWORD), PASSWORD, store().getCertificateChain(alias));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(servers)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static void of(String authority, String alias, String host, String... more) throws Exception {
        var options = new String[more.length + 6];
        options[0] = "-signer";
        options[1] = authority;
        options[2] = "-dname";
        options[3] = "CN=" + host;
        options[4] = "-ext";
        options[5] = "san=dns:" + host;
        System.arraycopy(more, 0, options, 6, more.length);
        keytool(alias, options);
    }

    private static void keytool(String alias, String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-keystore",
                servers.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(List.of(options));
        Path output = directory.resolve("keytool.txt");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(() -> read(output)).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
