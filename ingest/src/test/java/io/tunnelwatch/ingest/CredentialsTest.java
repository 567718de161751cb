package io.tunnelwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        .current()
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

    /** The chain reads the JVM's properties first, which a test can set. */
    @Test
    void shouldAskTheOfficialChain() {
        // Given
        System.setProperty("alibabacloud.accessKeyId", "chain-id");
        System.setProperty("alibabacloud.accessKeySecret", "chain-secret-must-never");
        try {
            // When
            AccessKey key = CredentialsSource.standardChain().current();
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
        assertThatThrownBy(chain::current)
                .isInstanceOf(NoCredentialsException.class)
                .hasMessageContaining("ALIBABA_CLOUD_ACCESS_KEY_ID")
                .hasNoCause();
    }

    private boolean configured(Map<String, String> environment) {
        return CredentialsSource.areConfigured(environment, home);
    }
}
