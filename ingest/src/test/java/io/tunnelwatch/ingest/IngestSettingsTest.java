package io.tunnelwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestSettingsTest {
    private final Path directory;

    IngestSettingsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldNeedNothingButTargets() {
        // When
        var settings =
                IngestSettings.of(Settings.of(Map.of("targets", "2/eu-central-1, 1/cn-hangzhou,2/eu-central-1")));
        // Then
        assertThat(settings.targets())
                .containsExactly(new TargetId("1", "cn-hangzhou"), new TargetId("2", "eu-central-1"));
        assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.cloud().endpoint()).isEmpty();
        assertThat(settings.fingerprintKey()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "targets, ''",
        "targets, nonsense",
        "poll.interval, soon",
        "poll.interval, PT0.01S",
        "call.timeout, PT1H",
        "cloud.endpoint, http://example.com",
        "cloud.sts.endpoint, http://example.com",
        "cloud.proxy, http://user:must-never@proxy:3128",
        "cloud.proxy, socks5://proxy:1080",
        "cloud.roles, 1",
        "cloud.roles, 1=must-be-an-arn",
        "cloud.roles, 2=acs:ram::2:role/of-no-target",
        "secrets.fingerprint.key, must-never"
    })
    void shouldRefuseBadSettingByItsNameWithoutItsSecret(String name, String value) {
        // Given
        var values = new HashMap<>(Map.of("targets", "1/eu-central-1"));
        values.put(name, value);
        // When / Then
        assertThatThrownBy(() -> IngestSettings.of(Settings.of(values)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(name)
                .hasMessageNotContaining("must-never");
    }

    @Test
    void shouldNotShowTheFingerprintKey() {
        // Given
        var values = Map.of("targets", "1/eu-central-1", "secrets.fingerprint.key", "must-never-be-shown");
        // When / Then
        assertThat(IngestSettings.of(Settings.of(values)).toString()).doesNotContain("must-never");
    }

    @Test
    void shouldMakeFingerprintKeyOnceForItsOwnerOnly() throws IOException {
        // Given
        Path data = directory.resolve("data");
        // When
        byte[] first = FingerprintKey.in(data);
        byte[] second = FingerprintKey.in(data);
        // Then
        assertThat(second).isEqualTo(first).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("fingerprint.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldRefuseFingerprintKeyThatOthersMayRead() throws IOException {
        // Given
        FingerprintKey.in(directory);
        Files.setPosixFilePermissions(
                directory.resolve("fingerprint.key"), PosixFilePermissions.fromString("rw-r--r--"));
        // When / Then
        assertThatThrownBy(() -> FingerprintKey.in(directory))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void shouldMakeAnotherFingerprintKeyInPlaceOfAnEmptyOne() throws IOException {
        // Given
        Path file = Files.createFile(directory.resolve("fingerprint.key"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        // When
        byte[] made = FingerprintKey.in(directory);
        // Then
        assertThat(made).hasSize(32).isEqualTo(Files.readAllBytes(file));
    }
}
