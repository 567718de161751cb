package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsCommandIT {
    @TempDir
    Path directory;

    /** With other ids than those of the programs, nothing would fill the new topics, and nobody would know. */
    @Test
    void shouldSayWhichApplicationIdsItLookedAt() {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            // Given
            var environment = new HashMap<>(Map.of(
                    "TUNNELWATCH_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                    "TUNNELWATCH_SCHEMA_REGISTRY_URL", registry.address().toString(),
                    "TUNNELWATCH_SINK_APPLICATION_ID", "our-sink"));

            // When
            var created = CommandResult.in(environment, "topics", "--create");
            var createdAgain = CommandResult.in(environment, "topics", "--create");

            // Then
            assertThat(created.exitCode()).as(created.err()).isZero();
            assertThat(created.out())
                    .contains("Created: vpn.observations.v1, ")
                    .contains("Only the application ids tunnelwatch-processor and our-sink were looked at");
            assertThat(createdAgain.out()).startsWith("All ");
        }
    }

    /** The machine from which somebody creates topics need not have the sink's password. */
    @Test
    void shouldNeedNoSettingOfThePrograms() {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            // Given
            var environment = Map.of(
                    "TUNNELWATCH_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                    "TUNNELWATCH_SCHEMA_REGISTRY_URL", registry.address().toString(),
                    "TUNNELWATCH_HTTP_HOST", "0.0.0.0",
                    "TUNNELWATCH_POSTGRES_URL", "jdbc:postgresql://127.0.0.1/vpn",
                    "TUNNELWATCH_POSTGRES_PASSWORD_FILE",
                            directory.resolve("nowhere").toString());

            // When
            var created = CommandResult.in(environment, "topics", "--create");

            // Then
            assertThat(created.exitCode()).as(created.err()).isZero();
        }
    }
}
