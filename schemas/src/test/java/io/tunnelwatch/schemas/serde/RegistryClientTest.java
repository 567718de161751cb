package io.tunnelwatch.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.testsupport.FreePorts;
import io.tunnelwatch.v1.Observation;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTest {
    private static final Schema SCHEMA = Observation.getClassSchema();

    private FakeRegistry registry;

    @BeforeEach
    void start() throws Exception {
        registry = new FakeRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldTryAgainWhenTheRegistryIsBusy() {
        // Given
        registry.answerNext(503, "");
        registry.answerNext(429, "{\"error_code\":42901,\"message\":\"slowly\"}");
        registry.answerNext(500, "{\"error_code\":50001,\"message\":\"store\"}");

        // When
        int id = client(Map.of()).register("a", SCHEMA);

        // Then
        assertThat(id).isEqualTo(1);
        assertThat(registry.lines()).hasSize(4);
    }

    @Test
    void shouldGiveUpAfterFourTries() {
        for (int i = 0; i < 10; i++) {
            registry.answerNext(503, "");
        }
        assertThatThrownBy(() -> client(Map.of()).register("a", SCHEMA))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("HTTP 503")
                .hasMessageContaining("schema.registry.url");
        assertThat(registry.lines()).hasSize(4);
    }

    @Test
    @Tag("S-25")
    void shouldGiveUpAnAnswerThatIsTooLong() {
        // Given
        for (int i = 0; i < 4; i++) {
            registry.answerNext(200, "{\"schema\":\"" + "x".repeat(3 << 20) + "\"}");
        }

        // Then
        assertThatThrownBy(() -> client(Map.of()).byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("TooLong");
    }

    @ParameterizedTest
    @ValueSource(ints = {70, 400, 5_000})
    @Tag("S-25")
    void shouldNotFollowASchemaIntoTheDeep(int levels) {
        // Given
        int id = registry.holds("{\"type\":\"array\",\"items\":".repeat(levels) + "\"int\"" + "}".repeat(levels));

        // Then
        assertThatThrownBy(() -> client(Map.of()).byId(id)).isInstanceOf(SerializationException.class);
    }

    @Test
    void shouldTakeNoForAnAnswer() {
        // Given
        registry.answerNext(409, "{\"error_code\":409,\"message\":\"incompatible with an earlier schema\"}");

        // Then
        assertThatThrownBy(() -> client(Map.of()).register("a", SCHEMA))
                .isInstanceOfSatisfying(RegistryRefusal.class, it -> {
                    assertThat(it.status()).isEqualTo(409);
                    assertThat(it.code()).isEqualTo(409);
                })
                .hasMessageContaining("incompatible with an earlier schema");
        assertThat(registry.lines()).hasSize(1);
    }

    @Test
    void shouldAskTheNextAddressWhenOneIsAway() throws Exception {
        // Given
        String gone = "http://127.0.0.1:" + FreePorts.one();

        // When
        int id = client(Map.of("schema.registry.url", gone + " , " + registry.url() + "/"))
                .register("a b/c", SCHEMA);

        // Then
        assertThat(id).isEqualTo(1);
        assertThat(registry.lines()).containsExactly("POST /subjects/a%20b%2Fc/versions");
    }

    @Test
    void shouldNotWaitForEverForARegistryThatSaysNothing() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var settings = Map.of(
                    "schema.registry.url", "http://127.0.0.1:" + silent.getLocalPort(), "http.read.timeout.ms", "50");
            assertThatThrownBy(() -> client(settings).byId(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("no answer in 50 ms");
        }
    }

    @Test
    void shouldNotTakeAnyServerForARegistry() {
        registry.answerNext(200, "{\"status\":\"UP\"}");
        assertThatThrownBy(() -> client(Map.of()).byId(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("no schema registry gives");
    }

    @Test
    void shouldIdentifyItselfAsTold() {
        String address = registry.url().substring("http://".length());
        assertThat(authorization(Map.of())).isEmpty();
        assertThat(authorization(
                        Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "me:must-never")))
                .isEqualTo(basic("me:must-never"));
        assertThat(authorization(Map.of(
                        "basic.auth.credentials.source",
                        "URL",
                        "schema.registry.url",
                        "http://me:must%40never+@" + address)))
                .isEqualTo(basic("me:must@never+"));
        assertThat(authorization(
                        Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "must-never-1")))
                .isEqualTo("Bearer must-never-1");
    }

    @Test
    void shouldRefuseSourcesOfCredentialsThatItDoesNotKnow() {
        assertThatThrownBy(() -> client(Map.of("basic.auth.credentials.source", "SASL_INHERIT")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("basic.auth.credentials.source")
                .hasMessageContaining("URL or USER_INFO");
        assertThatThrownBy(() -> client(Map.of("bearer.auth.credentials.source", "SASL_OAUTHBEARER_INHERIT")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("bearer.auth.credentials.source")
                .hasMessageEndingWith("use STATIC_TOKEN.");
    }

    @Test
    void shouldNotPrintASecret() {
        // Given an unreachable server, secrets of every kind, and secrets that should have been escaped
        registry.close();
        String address = registry.url().substring("http://".length());
        var all = List.<Map<String, String>>of(
                Map.of("basic.auth.user.info", "me:must-never"),
                Map.of("bearer.auth.token", "must-never"),
                Map.of("schema.registry.url", "http://me:must-never@" + address),
                Map.of("schema.registry.url", "http://me:must-never/1@" + address),
                Map.of("schema.registry.url", "http://me:must-never@1@" + address),
                Map.of("schema.registry.url", "http://me:1,must-never@" + address),
                Map.of("schema.registry.url", "ftp://me:must-never@" + address),
                Map.of("schema.registry.url", "me:must-never@" + address));

        for (var settings : all) {
            // Then
            assertThatThrownBy(() -> client(settings).byId(1)).satisfies(it -> {
                for (Throwable cause = it; cause != null; cause = cause.getCause()) {
                    assertThat(cause.toString()).doesNotContain("must-never");
                }
            });
            assertThat(RegistryCredential.of(settings).toString()).doesNotContain("must-never");
        }
    }

    @Test
    void shouldNameTheSettingOfAnUnusableAddress() {
        assertThatThrownBy(() -> client(Map.of("schema.registry.url", "localhost:8081")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url")
                .hasMessageContaining("localhost:8081");
    }

    @Test
    void shouldNameTheSettingOfUnusableCertificates() {
        assertThatThrownBy(() -> client(Map.of("schema.registry.ssl.truststore.location", "no-such-file.p12")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.ssl");
    }

    private String authorization(Map<String, String> settings) {
        client(settings).register("a", SCHEMA);
        var requests = registry.requests();
        return requests.get(requests.size() - 1).authorization();
    }

    private RegistryClient client(Map<String, String> settings) {
        var all = new HashMap<String, Object>(registry.settings());
        all.putAll(settings);
        return new RegistryClient(all);
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }
}
