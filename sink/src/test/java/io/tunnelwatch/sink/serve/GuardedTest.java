package io.tunnelwatch.sink.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.program.Settings;
import io.tunnelwatch.sink.SinkSettings;
import io.tunnelwatch.sink.model.ReadModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Off loopback: who is let in, and over what. */
class GuardedTest {
    private static final String PASSWORD = "keystore-must-never";
    private static final String TOKEN = "token-must-never";

    @TempDir
    Path directory;

    @Test
    void shouldSpeakTlsAndAskWhoComes() throws Exception {
        Path keystore = keystore();
        var access = new WebAccess(
                "127.0.0.1",
                0,
                Optional.of(keystore),
                PASSWORD,
                Optional.of(TOKEN),
                Optional.of(users("ann", "secret")));
        try (var server = serve(access)) {
            assertThat(server.address().getScheme()).isEqualTo("https");
            var http = HttpClient.newBuilder().sslContext(trusting(keystore)).build();

            assertThat(status(http, server, "/api/v1/summary", null)).isEqualTo(401);
            assertThat(status(http, server, "/api/v1/stream", null)).isEqualTo(401);
            assertThat(status(http, server, "/", null)).isEqualTo(401);
            assertThat(status(http, server, "/metrics", null)).isEqualTo(401);
            assertThat(status(http, server, "/healthz", null)).isEqualTo(200);
            assertThat(status(http, server, "/api/v1/summary", "Bearer " + TOKEN))
                    .isEqualTo(200);
            assertThat(status(http, server, "/api/v1/summary", "Bearer wrong")).isEqualTo(401);
            assertThat(status(http, server, "/api/v1/summary", basic("ann", "secret")))
                    .isEqualTo(200);
            assertThat(status(http, server, "/api/v1/summary", basic("ann", "secret")))
                    .isEqualTo(200);
            assertThat(status(http, server, "/api/v1/summary", basic("ann", "wrong")))
                    .isEqualTo(401);
            assertThat(status(http, server, "/api/v1/summary", basic("bob", "secret")))
                    .isEqualTo(401);
            assertThat(status(http, server, "/api/v1/summary", basic("anybody", TOKEN)))
                    .isEqualTo(200);
            assertThat(status(http, server, "/api/v1/summary", "Basic %%%")).isEqualTo(401);
            assertThat(status(http, server, "/api/v1/summary", "Digest x")).isEqualTo(401);
        }
        assertThat(access.toString()).doesNotContain("must-never");
    }

    @Test
    void shouldRefuseToListenOffLoopbackUnguarded() throws Exception {
        assertThatThrownBy(() -> SinkSettings.of(Settings.of(Map.of("http.host", "0.0.0.0"))))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("http.tls.keystore");
        assertThatThrownBy(() -> SinkSettings.of(Settings.of(Map.of("http.host", "0.0.0.0", "http.token", TOKEN))))
                .isInstanceOf(OperatorException.class)
                .hasMessageNotContaining("must-never");

        var guarded = SinkSettings.of(Settings.of(Map.of(
                "http.host",
                "0.0.0.0",
                "http.token",
                TOKEN,
                "http.tls.keystore",
                keystore().toString())));

        assertThat(guarded.toString()).contains("tls=true, asks=true").doesNotContain("must-never");
    }

    @Test
    void shouldSayWhatIsWrongWithAKeystoreOrUsers() throws Exception {
        Path odd = Files.writeString(directory.resolve("odd"), "ann:plaintext-must-never");
        assertThatThrownBy(() ->
                        new Doorkeeper(new WebAccess("h", 0, Optional.empty(), "", Optional.empty(), Optional.of(odd))))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("not bcrypt")
                .hasMessageNotContaining("must-never");
        assertThatThrownBy(() -> Keystore.read(odd, PASSWORD))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("PKCS 12")
                .hasMessageNotContaining("must-never");
    }

    private static WebServer serve(WebAccess access) {
        var model = new ReadModel();
        var words = Story.words(model);
        var stream = new Stream(words, Clock.systemUTC());
        var site = new Site(
                new Api(model, words, Clock.systemUTC(), ""),
                stream,
                new Page(),
                new Doorkeeper(access),
                Map::of,
                new PrometheusRegistry());
        return WebServer.start(access, site, stream);
    }

    private static int status(
            HttpClient http, WebServer server, String path, @org.jspecify.annotations.Nullable String authorization)
            throws Exception {
        var address = URI.create(server.address().toString().replace("127.0.0.1", "localhost") + path);
        var request = HttpRequest.newBuilder(address);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private Path users(String name, String password) throws Exception {
        String hash = BCrypt.withDefaults().hashToString(4, password.toCharArray());
        return Files.writeString(directory.resolve("users"), "# who may look\n" + name + ":" + hash + "\n");
    }

    private Path keystore() throws Exception {
        Path file = directory.resolve("keystore.p12");
        if (!Files.exists(file)) {
            var keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "web",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        return file;
    }

    private static SSLContext trusting(Path keystore) throws Exception {
        KeyStore known = Keystore.read(keystore, PASSWORD);
        var authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("web", known.getCertificate("web"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
