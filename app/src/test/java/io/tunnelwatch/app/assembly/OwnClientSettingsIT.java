package io.tunnelwatch.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.CommandResult;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.EmbeddedBroker.ClientPermissions;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.app.platform.registry.WritePolicy;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a command that writes, beside a running {@code up}. */
class OwnClientSettingsIT {
    private static final String SAVED =
            "{\"TotalCount\":1,\"VpnConnections\":{\"VpnConnection\":[{\"VpnConnectionId\":\"vco-1\"}]}}";

    @TempDir
    Path directory;

    @Test
    void shouldWriteWithTheDataDirectoryAndNotWithout() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0, 16 << 20, ClientPermissions.reading(Set.of()));
                var registry = EmbeddedRegistry.start(
                        Map.copyOf(broker.ownClient()), 0, WritePolicy.of(it -> it.startsWith("vpn.")))) {
            // Given
            var settings = Settings.of(OwnClientSettings.asSettings(broker.ownClient()))
                    .with(Map.of(KafkaAccess.REGISTRY_URL, registry.address().toString(), "alerts.for", "PT10S"));
            try (var topics = TopicAdmin.connect(KafkaAccess.of(settings).admin())) {
                topics.create(Topics.all());
            }
            OwnClientSettings.save(directory, settings);
            Path file = Files.writeString(directory.resolve("saved.json"), SAVED);

            // When
            CommandResult without = imported(
                    file,
                    Map.of("TUNNELWATCH_SCHEMA_REGISTRY_URL", registry.address().toString()),
                    "--bootstrap-servers",
                    broker.bootstrapServers());
            CommandResult with = imported(file, Map.of(), "--data-dir", directory.toString());

            // Then
            assertThat(without.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
            assertThat(without.err()).contains("--data-dir");
            assertThat(with.err()).isEmpty();
            assertThat(with.out()).contains("Published");
            assertThat(OwnClientSettings.in(directory).rules()).isEqualTo(Map.of("alerts.for", "PT10S"));
            assertThat(OwnClientSettings.in(directory).client()).doesNotContainKey("alerts.for");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("own-clients.properties"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void shouldSayThatNoBrokerHasRunInADirectory() {
        CommandResult typed = CommandResult.in(Map.of(), "topics", "--data-dir", directory.toString());

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err()).contains("--data-dir " + directory);
    }

    private CommandResult imported(Path file, Map<String, String> environment, String option, String value) {
        return CommandResult.in(
                environment,
                "import",
                file.toString(),
                "--target",
                "lab/eu-central-1",
                "--at",
                "2026-11-01T08:00:00Z",
                "--set",
                "ingest.data.dir=" + directory.resolve("ingest"),
                option,
                value);
    }
}
