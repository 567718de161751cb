package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static final Map<String, String> KEY = Map.of("TUNNELWATCH_SECRETS_FINGERPRINT_KEY", "sixteen characters");
    private static final String LISTING =
            """
            {"TotalCount": 1, "VpnConnections": {"VpnConnection": [{"VpnConnectionId": "vco-1",
              "Status": "ipsec_sa_established", "IkeConfig": {"Psk": "psk-must-never"}}]}}
            """;

    private final Path file;

    ImportCommandTest(@TempDir Path directory) throws IOException {
        file = Files.writeString(directory.resolve("page.json"), LISTING);
    }

    @Test
    void shouldPrintWhatItWouldPublishWithoutAnyCluster() {
        // When
        CommandResult typed = CommandResult.in(
                KEY,
                "import",
                file.toString(),
                "--target",
                "1/eu-central-1",
                "--at",
                "2026-11-01T08:00:00Z",
                "--dry-run");
        // Then
        assertThat(typed.err()).isEmpty();
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out().lines()).hasSize(2);
        assertThat(typed.out()).contains("vco-1", "ipsec_sa_established").doesNotContain("must-never");
    }

    @Test
    void shouldRefuseWhatItCannotPlaceInOneLine() {
        // When
        CommandResult nowhere =
                CommandResult.in(KEY, "import", file.toString(), "--target", "1", "--at", "2026-11-01T08:00:00Z");
        CommandResult whenever =
                CommandResult.in(KEY, "import", file.toString(), "--target", "1/eu-central-1", "--at", "yesterday");
        // Then
        assertThat(nowhere.exitCode()).isEqualTo(78);
        assertThat(nowhere.err().lines()).singleElement().asString().contains("--target");
        assertThat(whenever.exitCode()).isEqualTo(2);
        assertThat(whenever.err().lines()).singleElement().asString().contains("--at");
    }
}
