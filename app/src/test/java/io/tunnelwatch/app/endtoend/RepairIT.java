package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.CommandResult;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Interval;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the repair tools fix, and what recovers by itself. */
class RepairIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void shouldMakeAnewWhatIsLost() throws Exception {
        Instant began = Instant.now();
        try (var simulator = Simulator.start(RandomScenario.busy(3, 60).scenario(), 0, began);
                var running = RunningTunnelwatch.start(directory, KillAndRestartIT.settings(simulator))) {
            // Given
            awaitClosedIntervals(running);
            var before = closed(running);
            int partition =
                    running.topics().raw(Topics.OBSERVATIONS.name()).get(0).partition();
            running.stop();
            String data = running.dataDirectory().toString();

            // When
            var skipped = CommandResult.in(
                    Map.of(), "skip", "vpn.observations.v1", Integer.toString(partition), "0", "--data-dir", data);
            var planned = CommandResult.in(Map.of(), "repair", "--data-dir", data);
            var repaired = CommandResult.in(Map.of(), "repair", "--data-dir", data, "--yes");

            // Then
            assertThat(skipped.exitCode()).as(skipped.err()).isZero();
            assertThat(skipped.out())
                    .contains("tunnelwatch-processor: is already past it", "tunnelwatch-sink: is already past it");
            assertThat(planned.out()).contains("vpn.history.v1", "add --yes");
            assertThat(repaired.exitCode()).as(repaired.err()).isZero();
            running.restart();
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(closed(running))
                    .containsAllEntriesOf(before));
            assertThat(running.json("/api/v1/connections").path("connections")).isNotEmpty();
        }
    }

    @Test
    void shouldRememberEverythingAgainWhenItsChangelogsAreGone() throws Exception {
        Instant began = Instant.now();
        try (var simulator = Simulator.start(RandomScenario.busy(3, 60).scenario(), 0, began);
                var running = RunningTunnelwatch.start(
                        directory, KillAndRestartIT.settings(simulator), List.of("--open-broker"))) {
            // Given
            awaitClosedIntervals(running);
            var before = closed(running);

            // When
            try (var admin = Admin.create(Map.of("bootstrap.servers", running.bootstrapServers()))) {
                Set<String> changelogs = admin.listTopics().names().get().stream()
                        .filter(it -> it.endsWith("-changelog"))
                        .collect(Collectors.toSet());
                assertThat(changelogs).hasSizeGreaterThan(3);
                admin.deleteTopics(changelogs).all().get();
            }
            running.kill();
            running.restart();

            // Then
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(closed(running))
                    .hasSizeGreaterThan(before.size())
                    .containsAllEntriesOf(before));
            assertThat(running.output()).contains("The state is lost, and is rebuilt");
        }
    }

    private static void awaitClosedIntervals(RunningTunnelwatch running) {
        Awaitility.await().atMost(PATIENCE).until(() -> closed(running).size() > 3);
    }

    /** Closed intervals: nothing may change them. */
    private static Map<String, Interval> closed(RunningTunnelwatch running) {
        var closed = new TreeMap<String, Interval>();
        running.topics().decoded(Topics.HISTORY, Interval.class).stream()
                .map(TopicReader.Decoded::value)
                .filter(it -> it.getValidTo() != null)
                .forEach(it -> closed.put(it.getIntervalId(), it));
        return closed;
    }
}
