package io.tunnelwatch.ingest.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.aliyun.credentials.utils.AuthUtils;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.testsupport.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
    private final Path home;

    CredentialsTest(@TempDir Path home) {
        this.home = home;
    }

    @Test
    void shouldNotShowKeyToWhoeverPrintsIt() {
        // Given
        var key = new AccessKey("id-must-never", "secret-must-never", Optional.of("token-must-never"));
        // When / Then
        assertThat(key.toString()).doesNotContain("must-never");
        assertThat(CredentialsSource.fixed("id-must-never", "secret-must-never")
                        .current("1")
                        .secret())
                .isEqualTo("secret-must-never");
    }

    @Test
    void shouldFindNothingConfiguredWhereNothingIs() {
        assertThat(CredentialsSource.areConfigured(Map.of("ALIBABA_CLOUD_ACCESS_KEY_ID", "only half"), home))
                .isFalse();
    }

    @Test
    void shouldFindWhatTheChainWouldFind() throws IOException {
        assertThat(configured(Map.of("ALIBABA_CLOUD_ACCESS_KEY_ID", "a", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "b")))
                .isTrue();
        assertThat(configured(Map.of(
                        "ALIBABA_CLOUD_ROLE_ARN", "a",
                        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "b",
                        "ALIBABA_CLOUD_OIDC_TOKEN_FILE", "c")))
                .isTrue();
        assertThat(configured(Map.of("ALIBABA_CLOUD_ECS_METADATA", "role"))).isTrue();
        assertThat(configured(Map.of("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1/")))
                .isTrue();
        Path elsewhere = Files.createFile(home.resolve("elsewhere.ini"));
        assertThat(configured(Map.of("ALIBABA_CLOUD_CREDENTIALS_FILE", elsewhere.toString())))
                .isTrue();
    }

    @Test
    void shouldFindProfilesOfTheHomeDirectory() throws IOException {
        // Given
        Files.createDirectories(home.resolve(".aliyun"));
        Files.createFile(home.resolve(".aliyun/config.json"));
        // When / Then
        assertThat(configured(Map.of())).isTrue();
        assertThat(configured(Map.of("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true")))
                .isFalse();
        // And
        Files.createDirectories(home.resolve(".alibabacloud"));
        Files.createFile(home.resolve(".alibabacloud/credentials.ini"));
        assertThat(configured(Map.of("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        ".aliyun/config.json, rw-r--r--, chmod 600",
        ".alibabacloud/credentials.ini, rw----r--, chmod 600",
        ".alibabacloud/credentials.ini, rw-rw----, chmod 600"
    })
    void shouldRefuseKeysThatOthersMayRead(String name, String permissions, String cure) throws IOException {
        // Given
        Path file = profile(name, permissions);
        var configured = new ConfiguredCredentials(Map.of(), home);
        // When / Then
        assertThatThrownBy(configured::requirePrivate)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(cure)
                .hasMessageNotContaining("must-never");
        // And
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatCode(configured::requirePrivate).doesNotThrowAnyException();
    }

    @Test
    void shouldNotMindFilesThatTheChainDoesNotGetTo() throws IOException {
        // Given
        profile(".alibabacloud/credentials.ini", "rw-r--r--");
        var key = Map.of("ALIBABA_CLOUD_ACCESS_KEY_ID", "a", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "b");
        // When / Then
        assertThatCode(() -> new ConfiguredCredentials(key, home).requirePrivate())
                .doesNotThrowAnyException();
    }

    /** The key server issues another key each time, valid for a minute. */
    @Test
    void shouldHaveTheChainRenewTemporaryKeys() throws IOException {
        // Given
        assumeFalse(CredentialsSource.areConfigured(System.getenv(), Path.of(System.getProperty("user.home"))));
        var given = new AtomicInteger();
        HttpServer server = LoopbackServer.onAnyPort();
        server.createContext("/", exchange -> {
            byte[] body = ("{\"Code\":\"Success\",\"AccessKeyId\":\"key-" + given.incrementAndGet()
                            + "\",\"AccessKeySecret\":\"must-never\",\"SecurityToken\":\"must-never\",\"Expiration\":\""
                            + Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS) + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        AuthUtils.setEnvironmentCredentialsURI(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/");
        try {
            var chain = CredentialsSource.standardChain();
            // When
            AccessKey first = chain.current("1");
            // Then
            assertThat(first.securityToken()).contains("must-never");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !chain.current("1").id().equals(first.id()));
        } finally {
            AuthUtils.setEnvironmentCredentialsURI(null);
            server.stop(0);
        }
    }

    private Path profile(String name, String permissions) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "access_key_secret = must-never");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** The chain reads the JVM's properties first, which a test can set. */
    @Test
    void shouldAskTheOfficialChain() {
        // Given
        System.setProperty("alibabacloud.accessKeyId", "chain-id");
        System.setProperty("alibabacloud.accessKeySecret", "chain-secret-must-never");
        try {
            // When
            AccessKey key = CredentialsSource.standardChain().current("1");
            // Then
            assertThat(key.id()).isEqualTo("chain-id");
            assertThat(key.secret()).isEqualTo("chain-secret-must-never");
            assertThat(key.securityToken()).isEmpty();
        } finally {
            System.clearProperty("alibabacloud.accessKeyId");
            System.clearProperty("alibabacloud.accessKeySecret");
        }
    }

    @Test
    void shouldSayInOneLineThatTheChainIsEmpty() {
        // Given
        assumeFalse(CredentialsSource.areConfigured(System.getenv(), Path.of(System.getProperty("user.home"))));
        var chain = CredentialsSource.standardChain();
        // When / Then
        assertThatThrownBy(() -> chain.current("1"))
                .isInstanceOf(NoCredentialsException.class)
                .hasMessageContaining("ALIBABA_CLOUD_ACCESS_KEY_ID")
                .hasNoCause();
    }

    private boolean configured(Map<String, String> environment) {
        return CredentialsSource.areConfigured(environment, home);
    }
}
