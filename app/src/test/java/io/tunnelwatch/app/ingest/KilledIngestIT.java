package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A poller dies at a step of a scan: nobody sees the records of that scan, and its successor goes on. */
class KilledIngestIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 60;

    @TempDir
    Path directory;

    /** Nearly each scan is a key scan of 60 snapshots and its completion. */
    @ParameterizedTest
    @ValueSource(strings = {"SEND:27", "SEND:60", "SEND:0", "ACK:0", "ACK:60"})
    @Tag("F-20")
    void shouldShowNothingOfTheScanInWhichItDiedAndGoOn(String step) throws Exception {
        try (var kafka = new ObservationCluster(directory);
                var cloud = cloud()) {
            // Given
            var settings = settings(kafka, cloud);
            settings.put("kafka.producer.interceptor.classes", CrashPoint.class.getName());
            settings.put("kafka.producer." + CrashPoint.AT, step);
            // When
            try (var dying = new IngestProcess(directory, "one", settings, cloud)) {
                assertThat(dying.exitCode()).as(dying.output()).isEqualTo(CrashPoint.EXIT_CODE);
            }
            int before = scans(kafka.committed()).size();
            long inTheWay = uncommitted(kafka);
            // Then: the acknowledged records are in the log, but no reader sees them
            assertThat(before).isGreaterThanOrEqualTo(2);
            if (step.startsWith("ACK")) {
                assertThat(inTheWay).isPositive();
            }
            // When
            Instant restarted = Instant.now();
            try (var successor = new IngestProcess(directory, "one", settings(kafka, cloud), cloud)) {
                await().atMost(PATIENCE).until(() -> scans(kafka.committed()).size() >= before + 2);
                assertThat(successor.isAlive()).isTrue();
            }
            // Then
            var committed = kafka.committed();
            assertThat(LogAudit.of(committed).gone()).isEmpty();
            assertThat(scans(committed).values()).isSubsetOf(CONNECTIONS + 1, 1);
            Instant next = committed.stream()
                    .map(Observation::getObservedAt)
                    .filter(it -> it.isAfter(restarted))
                    .findFirst()
                    .orElseThrow();
            System.out.printf(
                    "F-20 killed at %s: %d records of it in the log, 0 seen; the next scan %.1f s after the restart%n",
                    step, inTheWay, Duration.between(restarted, next).toMillis() / 1000.0);
        }
    }

    /** The number of records of each complete scan. */
    private static Map<String, Integer> scans(List<Observation> committed) {
        var counts = new TreeMap<String, Integer>();
        committed.forEach(it ->
                counts.merge(it.getOrder().getEpoch() + "/" + it.getOrder().getScan(), 1, Integer::sum));
        committed.forEach(it -> {
            if (it.getBody() instanceof ScanCompleted completed) {
                assertThat(it.getOrder().getIndex()).isEqualTo(completed.getKeyScan() ? CONNECTIONS : 0);
            }
        });
        return counts;
    }

    /** Records behind the last stable offset. */
    private static long uncommitted(ObservationCluster kafka) throws Exception {
        try (var admin =
                Admin.create(Map.of("bootstrap.servers", kafka.addresses().get("bootstrap.servers")))) {
            var latest = new HashMap<TopicPartition, OffsetSpec>();
            for (int partition = 0; partition < Topics.OBSERVATIONS.partitions(); partition++) {
                latest.put(new TopicPartition(Topics.OBSERVATIONS.name(), partition), OffsetSpec.latest());
            }
            return sum(admin, latest, IsolationLevel.READ_UNCOMMITTED)
                    - sum(admin, latest, IsolationLevel.READ_COMMITTED);
        }
    }

    private static long sum(Admin admin, Map<TopicPartition, OffsetSpec> of, IsolationLevel level) throws Exception {
        return admin.listOffsets(of, new ListOffsetsOptions(level)).all().get().values().stream()
                .mapToLong(it -> it.offset())
                .sum();
    }

    private static HashMap<String, String> settings(ObservationCluster kafka, Simulator cloud) {
        var settings = new HashMap<>(kafka.addresses());
        settings.put("cloud.endpoint", cloud.endpoint().toString());
        settings.put("targets", String.join(",", cloud.targets()));
        settings.put("poll.interval", "PT1.5S");
        settings.put("poll.key.scan.interval", "PT1S");
        return settings;
    }

    private static Simulator cloud() {
        return Simulator.start(
                Scenario.parse(
                        "killed",
                        """
                        accounts:
                          - {name: test, regions: [cn-hangzhou]}
                        generate:
                          - {prefix: group, account: test, region: cn-hangzhou, count: %d}
                        """
                                .formatted(CONNECTIONS)),
                0,
                Instant.now());
    }
}
