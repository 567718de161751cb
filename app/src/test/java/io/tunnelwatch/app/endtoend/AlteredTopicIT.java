package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.app.CommandResult;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody gives a topic more partitions while everything runs: it ends at once, says so, and can be repaired. */
@Timeout(300)
class AlteredTopicIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void shouldEndWhenATopicGetsMorePartitions() throws Exception {
        // Given
        try (var cloud = Simulator.start(RandomScenario.busy(7, 120).scenario(), 0, Instant.now());
                var running = RunningTunnelwatch.start(
                        directory, KillAndRestartIT.settings(cloud), List.of("--open-broker"))) {
            await().atMost(PATIENCE)
                    .until(() -> !running.topics().raw(Topics.ALERTS.name()).isEmpty());

            // When
            alter(running, Topics.ALERTS);

            // Then
            await().atMost(PATIENCE).until(() -> !running.isAlive());
            assertThat(running.output()).contains("The partitions of vpn.alerts.v1 were changed from 6 to 12");
            assertThat(running.restartUntilItEnds()).isPositive();
            assertThat(running.output()).contains("vpn.alerts.v1 has 12 partitions and must have 6");

            // When
            var repaired = CommandResult.in(
                    Map.of(),
                    "repair",
                    "--all",
                    "--yes",
                    "--data-dir",
                    running.dataDirectory().toString());
            assertThat(repaired.exitCode()).as(repaired.err()).isZero();
            running.restart();

            // Then
            await().atMost(PATIENCE)
                    .until(() -> !running.topics().raw(Topics.ALERTS.name()).isEmpty());
            assertThat(running.board().takeLies()).isEmpty();
        }
    }

    private static void alter(RunningTunnelwatch running, Topic topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", running.bootstrapServers()))) {
            admin.createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(12)))
                    .all()
                    .get();
        }
    }
}
