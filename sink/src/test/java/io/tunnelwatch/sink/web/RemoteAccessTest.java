package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.sink.SinkSettings;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.testsupport.Certificates;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access from other machines: who is admitted, and over which protocol. */
class RemoteAccessTest {
    private static final String PASSWORD = "keystore-must-never";
    private static final String TOKEN = "token-must-never-0123456789abcdef";

    private static final Map<String, Health> HEALTH = Map.of("sink", Health.ready("a detail"));

    @TempDir
    Path directory;

    @Test
    @Tag("S-30")
    void shouldSpeakTlsAndAskWhoComes() throws Exception {
        Path keystore = keystore();
        var access =
                access(Optional.of(keystore), Optional.of(new Password(TOKEN)), Optional.of(users("ann", "secret")));
        try (var server = serve(access)) {
            assertThat(server.address().getScheme()).isEqualTo("https");
            var http = HttpClient.newBuilder().sslContext(trusting(keystore)).build();

            assertThat(status(http, server, "/api/v1/summary", null)).isEqualTo(401);
            assertThat(status(http, server, "/api/v1/stream", null)).isEqualTo(401);
            assertThat(status(http, server, "/", null)).isEqualTo(401);
            assertThat(status(http, server, "/metrics", null)).isEqualTo(401);
            assertThat(status(http, server, "/healthz", null)).isEqualTo(200);
            assertThat(body(http, server, "/healthz", null)).isEqualTo("{\"alive\":true}");
            assertThat(body(http, server, "/healthz", "Bearer " + TOKEN)).contains("a detail");
            assertThat(body(http, server, "/healthz", "Bearer wrong")).doesNotContain("a detail");
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
    void shouldTellBrowsersToComeByTlsOnlyHoweverItAnswers() throws Exception {
        Path keystore = keystore();
        try (var server = serve(access(Optional.of(keystore), Optional.of(new Password(TOKEN)), Optional.empty()))) {
            var http = HttpClient.newBuilder().sslContext(trusting(keystore)).build();
            for (String path : List.of("/", "/healthz", "/a%2fb")) {
                var answer = http.send(request(server, path, null), HttpResponse.BodyHandlers.discarding());

                assertThat(answer.headers().firstValue("strict-transport-security"))
                        .as(path)
                        .contains("max-age=31536000");
            }
        }
    }

    @Test
    void shouldShowTheNewCertificateOnceTheKeystoreHasChanged() throws Exception {
        // Given
        Path keystore = keystore();
        var access = access(Optional.of(keystore), Optional.of(new Password(TOKEN)), Optional.empty());
        var before = trusting(keystore);
        try (var server = serve(access)) {
            assertThat(status(client(before), server, "/healthz", null)).isEqualTo(200);

            // When
            Files.delete(keystore);
            var after = trusting(keystore());

            // Then
            while (!isAnswered(client(after), server)) {
                Thread.onSpinWait();
            }
            assertThat(isAnswered(client(before), server)).isFalse();
        }
    }

    private static HttpClient client(SSLContext trusting) {
        return HttpClient.newBuilder().sslContext(trusting).build();
    }

    private static boolean isAnswered(HttpClient http, WebServer server) throws Exception {
        try {
            return status(http, server, "/healthz", null) == 200;
        } catch (SSLException e) {
            return false;
        }
    }

    @Test
    @Tag("S-30")
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

        assertThat(guarded.toString()).contains("[hidden]").doesNotContain("must-never");
    }

    @Test
    void shouldSayWhatIsWrongWithAKeystoreOrUsers() throws Exception {
        Path odd = AccessFiles.owned(Files.writeString(directory.resolve("odd"), "ann:plaintext-must-never"));
        assertThatThrownBy(() -> new Authenticator(
                        access(Optional.empty(), Optional.empty(), Optional.of(odd)), System::nanoTime))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("not bcrypt")
                .hasMessageNotContaining("must-never");
        assertThatThrownBy(() -> new Keystore(odd, new Password(PASSWORD)).read())
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("PKCS 12")
                .hasMessageNotContaining("must-never");
    }

    private static WebServer serve(WebAccess access) {
        return new ServedModel(new ReadModel()).health(HEALTH).start(access);
    }

    private static WebAccess access(Optional<Path> keystore, Optional<Password> token, Optional<Path> users) {
        return new WebAccess(
                "127.0.0.1",
                0,
                List.of(),
                keystore.map(it -> new Keystore(it, new Password(PASSWORD))),
                token,
                Optional.empty(),
                Optional.empty(),
                users,
                WebAccess.Places.USUAL);
    }

    private static int status(
            HttpClient http, WebServer server, String path, @org.jspecify.annotations.Nullable String authorization)
            throws Exception {
        return http.send(request(server, path, authorization), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String body(
            HttpClient http, WebServer server, String path, @org.jspecify.annotations.Nullable String authorization)
            throws Exception {
        return http.send(request(server, path, authorization), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest request(
            WebServer server, String path, @org.jspecify.annotations.Nullable String authorization) {
        var address = URI.create(server.address().toString().replace("127.0.0.1", "localhost") + path);
        var request = HttpRequest.newBuilder(address);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private Path users(String name, String password) throws Exception {
        String hash = BCrypt.withDefaults().hashToString(4, password.toCharArray());
        return AccessFiles.owned(
                Files.writeString(directory.resolve("users"), "# who may look\n" + name + ":" + hash + "\n"));
    }

    private Path keystore() throws Exception {
        var certificates = new Certificates(directory.resolve("keystore.p12"), PASSWORD);
        if (!Files.exists(certificates.file())) {
            certificates.selfSigned("web", "localhost");
            AccessFiles.owned(certificates.file());
        }
        return certificates.file();
    }

    private static SSLContext trusting(Path keystore) throws Exception {
        return new Certificates(keystore, PASSWORD).trusting("web");
    }
}
