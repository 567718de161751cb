package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.plan.PlanFormat;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
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

    /** A Kafka that is rented keeps nothing for long, and does not compact everything. */
    @Test
    void shouldNameEachPropertyThatATopicLacks() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            // Given
            var config = Map.of(
                    "cleanup.policy", "delete",
                    "retention.ms", Long.toString(Duration.ofDays(20).toMillis()),
                    "max.message.bytes", "1048576");
            admin.createTopics(Topics.all().stream()
                            .map(it -> new NewTopic(it.name(), Optional.of(it.partitions()), Optional.empty())
                                    .configs(config))
                            .toList())
                    .all()
                    .get();
            admin.createTopics(List.of(new NewTopic(
                            "tunnelwatch-notify-gate-input-repartition", Optional.of(6), Optional.empty())))
                    .all()
                    .get();
            // The broker may answer for a moment as if the newest topic did not exist.
            Awaitility.await()
                    .until(() -> admin.listTopics().names().get().stream().anyMatch(it -> it.endsWith("-repartition")));

            // When
            var verified = CommandResult.in(
                    Map.of("TUNNELWATCH_BOOTSTRAP_SERVERS", broker.bootstrapServers()), "topics", "--verify");

            // Then
            assertThat(verified.exitCode()).as(verified.err()).isOne();
            assertThat(verified.out())
                    .contains("vpn.connections.v1 has cleanup.policy=delete and must have compact")
                    .contains("Note: vpn.connections.v1 keeps records for 20 d and not for ever")
                    .contains("Note: vpn.history.v1 keeps records for 20 d and not for 400 d")
                    .contains("tunnelwatch-notify-gate-input-repartition has 6 partitions and must have 1")
                    .contains("vpn.alerts.v1 has max.message.bytes below 2097152")
                    .doesNotContain("Note: vpn.observations.v1");
        }
    }

    @Test
    void shouldPrintRightsAndPlansWithoutACluster() {
        var nowhere = Map.of("TUNNELWATCH_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        var rights = CommandResult.in(nowhere, "topics", "--acls", "--users", "ingest=eyes,notify=mouth");
        assertThat(rights.exitCode()).as(rights.err()).isZero();
        assertThat(rights.out().lines())
                .anyMatch(it -> it.matches("eyes +GROUP +tunnelwatch-ingest +LITERAL +READ"))
                .anyMatch(it -> it.matches("mouth +TRANSACTIONAL_ID +tunnelwatch-notify- +PREFIXED +WRITE"));
        for (var format : PlanFormat.values()) {
            var plan = CommandResult.in(nowhere, "topics", "--format", format.toString());
            assertThat(plan.exitCode()).as(plan.err()).isZero();
            assertThat(plan.out()).contains("tunnelwatch-sink-hours-repartition");
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
