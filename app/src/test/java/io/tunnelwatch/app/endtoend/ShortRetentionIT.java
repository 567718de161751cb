package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.app.endtoend.TopicReader.Decoded;
import io.tunnelwatch.app.faults.Brokers;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The processor is stopped for longer than the observations are kept. What was deleted unread is reported, and until a connection
 * is mentioned again, its state is not known.
 */
@Tag("heavy")
@Timeout(600)
class ShortRetentionIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** While the processor is stopped, one connection goes down, one is deleted, and one stays as it is. */
    private static final String STORY =
            """
            accounts:
              - {name: test, regions: [cn-hangzhou], access-key-id: LTAItest, access-key-secret: secret}
            gateways:
              - {name: here, account: test, region: cn-hangzhou}
            connections:
              - {name: falls, id: vco-falls, gateway: here, psk: some-key}
              - {name: goes, id: vco-goes, gateway: here, psk: some-key}
              - {name: stays, id: vco-stays, gateway: here, psk: some-key}
            timeline:
              - {at: PT5M, connection: falls, status: ike_sa_not_established}
              - {at: PT5M, connection: goes, is: deleted}
            """;

    @TempDir
    Path directory;

    @Test
    @Tag("F-37")
    void shouldKnowNothingUntilItIsSeenAgainWhenObservationsWereDeletedUnread() throws Exception {
        var clock = new ManualClock(Instant.now());
        try (var cloud = Simulator.start(Scenario.parse("retention", STORY), 0, clock.instant(), clock);
                var brokers = new Brokers(directory, 1, 0, 1);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", brokers.bootstrapServers()), 0);
                var admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()))) {
            var topics = TopicReader.ofNew(brokers, registry);
            var settings = RollingUpgradeIT.settings(cloud, topics);
            settings.put("poll.interval", "PT2S");
            settings.put("poll.key.scan.interval", "PT20S");
            try (var processor = new RunningProgram(directory, "processor", "processor-1", settings);
                    var ingest = new RunningProgram(directory, "ingest", "ingest-1", settings)) {
                // Given
                await().atMost(PATIENCE).untilAsserted(() -> {
                    for (String it : List.of("vco-falls", "vco-goes", "vco-stays")) {
                        assertThat(states(it, Instant.MIN, topics)).containsExactly(FacetState.UP);
                    }
                });
                processor.stop();
                Instant stopped = Instant.now();
                clock.advance(Duration.ofMinutes(6));
                awaitKeyScan(topics, stopped.plusSeconds(10));
                deleteObservations(admin);

                // When
                processor.start(RunningProgram.ownClassPath());

                // Then
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(states("vco-falls", stopped, topics))
                            .startsWith(FacetState.UNKNOWN)
                            .endsWith(FacetState.DOWN)
                            .doesNotContain(FacetState.UP);
                    assertThat(states("vco-stays", stopped, topics))
                            .startsWith(FacetState.UNKNOWN)
                            .endsWith(FacetState.UP)
                            .doesNotContain(FacetState.DOWN);
                    assertThat(states("vco-goes", stopped, topics)).containsOnly(FacetState.UNKNOWN);
                    assertThat(deleted(topics)).containsExactly("vco-goes");
                    assertThat(firing(topics)).containsExactly("vco-falls");
                });
                Guarantees.alertsAlternate(topics.decoded(Topics.ALERTS, Alert.class));
                assertThat(transitions(topics).stream().map(Transition::getTransitionId))
                        .doesNotHaveDuplicates();
                assertThat(processor.output().lines())
                        .filteredOn(it -> it.contains("Records were deleted before they were read"))
                        .as("one line for the partition of the target")
                        .singleElement()
                        .asString()
                        .contains("vpn.observations.v1", "docs/runbook.md#records-gone");
                assertThat(goneRecords(processor)).isPositive();
                assertThat(topics.raw(Topics.DEAD_LETTERS.name())).isEmpty();
                ingest.stop();
            }
        }
    }

    /** Waits for a key scan, so that the scans after it mention nothing that has not changed since. */
    private static void awaitKeyScan(TopicReader topics, Instant after) {
        await().atMost(PATIENCE).until(() -> topics.decoded(Topics.OBSERVATIONS, Observation.class).stream()
                .map(Decoded::value)
                .anyMatch(it -> it.getBody() instanceof ScanCompleted scan
                        && scan.getKeyScan()
                        && it.getObservedAt().isAfter(after)));
    }

    /** Deletes all observations that there are, as retention does. */
    private static void deleteObservations(Admin admin) throws Exception {
        var partitions = IntStream.range(0, Topics.OBSERVATIONS.partitions())
                .mapToObj(it -> new TopicPartition(Topics.OBSERVATIONS.name(), it))
                .collect(Collectors.toMap(it -> it, it -> OffsetSpec.latest()));
        var ends = admin.listOffsets(partitions).all().get();
        admin.deleteRecords(ends.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                it -> RecordsToDelete.beforeOffset(it.getValue().offset()))))
                .all()
                .get();
    }

    private static List<Transition> transitions(TopicReader topics) {
        return topics.decoded(Topics.TRANSITIONS, Transition.class).stream()
                .map(Decoded::value)
                .toList();
    }

    private static List<FacetState> states(String connection, Instant since, TopicReader topics) {
        return transitions(topics).stream()
                .filter(it -> it.getEntity().equals(connection) && it.getFacet() == FacetKind.IPSEC)
                .filter(it -> it.getTo() != null && it.getDetectedAt().isAfter(since))
                .map(it -> it.getTo().getState())
                .toList();
    }

    private static List<String> deleted(TopicReader topics) {
        return transitions(topics).stream()
                .filter(it -> it.getKind() == TransitionKind.CONNECTION_DELETED)
                .map(Transition::getEntity)
                .toList();
    }

    private static List<String> firing(TopicReader topics) {
        return topics.decoded(Topics.ALERTS, Alert.class).stream()
                .map(Decoded::value)
                .filter(it -> it.getRule() == AlertRule.ConnectionDown)
                .map(Alert::getEntity)
                .distinct()
                .toList();
    }

    private static double goneRecords(RunningProgram processor) throws Exception {
        var request =
                HttpRequest.newBuilder(processor.address().resolve("/metrics")).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(it -> it.startsWith("tunnelwatch_processor_gone_records_total "))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.indexOf(' ') + 1)))
                .sum();
    }
}
