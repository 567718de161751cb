package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever deletes what the processor has published gets it back with the next start, and nobody downstream sees a change. */
class MissingTopicsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Nothing is down at the first scan, which would make one alert of it all. */
    private static final String STORY =
            """
            accounts:
              - {name: test, regions: [cn-hangzhou], access-key-id: LTAItest, access-key-secret: secret}
            gateways:
              - {name: here, account: test, region: cn-hangzhou}
              - {name: there, account: test, region: cn-hangzhou}
            connections:
              - {name: stays, id: vco-stays, gateway: here, psk: some-key}
              - {name: returns, id: vco-returns, gateway: there, psk: some-key}
            timeline:
              - {at: PT60S, connection: stays, status: ike_sa_not_established}
              - {at: PT60S, connection: returns, status: ike_sa_not_established}
              - {at: PT70S, connection: returns, is: up}
            """;

    @TempDir
    Path directory;

    @Test
    void shouldPublishTheSameAgainUnderTheSameIds() throws Exception {
        try (var simulator = Simulator.start(Scenario.parse("missing", STORY), 0, Instant.now());
                var running = RunningTunnelwatch.start(
                        directory, KillAndRestartIT.settings(simulator), List.of("--open-broker"))) {
            // Given
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(statuses("vco-stays", running))
                        .contains(AlertStatus.FIRING)
                        .doesNotContain(AlertStatus.RESOLVED);
                assertThat(statuses("vco-returns", running)).contains(AlertStatus.RESOLVED);
            });
            var alerts = identities(Topics.ALERTS, running);
            var transitions = identities(Topics.TRANSITIONS, running);

            for (Topic deleted : List.of(Topics.ALERTS, Topics.TRANSITIONS)) {
                // When
                delete(deleted, running);
                running.restart();

                // Then
                Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(identities(Topics.ALERTS, running)).containsAll(alerts);
                    assertThat(identities(Topics.TRANSITIONS, running)).containsAll(transitions);
                });
                assertThat(identities(deleted, running))
                        .as("%s, made anew", deleted.name())
                        .doesNotHaveDuplicates();
                assertThat(running.output()).contains("Topics were deleted: the application reads its input");
            }
            assertThat(running.json("/api/v1/alerts?status=active&limit=100").path("alerts"))
                    .as("the open alert")
                    .anyMatch(it -> it.toString().contains("vco-stays"));
        }
    }

    /** Deletes a topic and waits until the process has ended for it. */
    private static void delete(Topic topic, RunningTunnelwatch running) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", running.bootstrapServers()))) {
            admin.deleteTopics(List.of(topic.name())).all().get();
        }
        Awaitility.await().atMost(PATIENCE).until(() -> !running.isAlive());
    }

    private static List<AlertStatus> statuses(String connection, RunningTunnelwatch running) {
        return running.topics().decoded(Topics.ALERTS, Alert.class).stream()
                .map(TopicReader.Decoded::value)
                .filter(it -> connection.equals(it.getConnectionId()))
                .map(Alert::getStatus)
                .toList();
    }

    /** Key and id of each record. */
    private static List<String> identities(Topic topic, RunningTunnelwatch running) {
        return running.topics().raw(topic.name()).stream()
                .map(MissingTopicsIT::identity)
                .toList();
    }

    private static String identity(ConsumerRecord<byte[], byte[]> record) {
        byte[] id = Objects.requireNonNull(record.headers().lastHeader("ce_id"), "a record without ce_id")
                .value();
        return new String(record.key(), StandardCharsets.UTF_8) + " " + new String(id, StandardCharsets.UTF_8);
    }
}
