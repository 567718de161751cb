package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes share the targets: together they poll all of them, and none twice. */
class SharedPollingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TARGETS = 12;

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ObservationCluster kafka;

    @BeforeEach
    void start() {
        kafka = opened(new ObservationCluster(directory));
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void shouldProveWhatWasDeletedWhileNobodyPolled() {
        // Given
        var clock = new ManualClock(Instant.now());
        var cloud = opened(Simulator.start(
                Scenario.parse(
                        "deletion",
                        """
                        accounts:
                          - {name: test, regions: [cn-hangzhou]}
                        gateways:
                          - {name: here}
                        connections:
                          - {name: kept, id: vco-kept, gateway: here}
                          - {name: dropped, id: vco-dropped, gateway: here}
                        timeline:
                          - {at: PT1H, connection: dropped, is: deleted}
                        """),
                0,
                clock.instant(),
                clock));
        var first = ingest("one", cloud);
        await().atMost(PATIENCE).until(() -> completed(kafka.committed()).size() >= 2);
        first.close();
        clock.advance(Duration.ofHours(2));
        int before = kafka.committed().size();
        // When
        ingest("one", cloud);
        await().atMost(PATIENCE).until(() -> completed(since(before)).size() >= 2);
        // Then: published by the second scan, which confirms it
        var taken = since(before);
        assertThat(LogAudit.of(kafka.committed()).gone()).containsExactly("vco-dropped");
        assertThat(completed(taken).get(0).getKeyScan()).isTrue();
        assertThat(completed(taken).get(0).getConnections()).isEqualTo(2);
        assertThat(completed(taken).get(1).getConnections()).isEqualTo(1);
        assertThat(taken.stream().map(Observation::getBody))
                .filteredOn(ConnectionSnapshot.class::isInstance)
                .extracting(it -> ((ConnectionSnapshot) it).getConnectionId())
                .containsOnly("vco-kept");
    }

    @Test
    @Tag("F-22")
    void shouldShareTheTargetsAndTakeThemBackWhenOneLeaves() {
        // Given
        var cloud = cloud();
        var first = ingest("one", cloud);
        var second = ingest("two", cloud);
        awaitShares("one", "two");
        await().atMost(PATIENCE)
                .until(() -> first.health().ready() && second.health().ready());
        assertThat(first.health().detail()).isNotEqualTo("polling " + TARGETS);
        // When
        second.close();
        Instant left = Instant.now();
        // Then
        awaitAllPolledAfter(left, "a clean stop");
        assertThat(first.health().detail()).isEqualTo("polling " + TARGETS);
        assertThat(LogAudit.of(kafka.committed()).gone()).isEmpty();
    }

    @Test
    @Tag("F-20")
    void shouldTakeOverTheTargetsOfAKilledProcess() throws Exception {
        // Given
        var cloud = cloud();
        var killed = opened(new IngestProcess(directory, "one", settings(cloud), cloud));
        opened(new IngestProcess(directory, "two", settings(cloud), cloud));
        awaitShares("one", "two");
        awaitAllPolledAfter(Instant.now(), "the start");
        // When
        killed.kill();
        Instant died = Instant.now();
        // Then
        awaitAllPolledAfter(died, "a kill");
        assertThat(LogAudit.of(kafka.committed()).gone()).isEmpty();
    }

    @Test
    @Tag("F-21")
    void shouldPublishNothingOfAStoppedProcessWhenItComesBack() throws Exception {
        // Given
        var cloud = cloud();
        var zombie = opened(new IngestProcess(directory, "one", settings(cloud), cloud));
        opened(new IngestProcess(directory, "two", settings(cloud), cloud));
        awaitShares("one", "two");
        awaitAllPolledAfter(Instant.now(), "the start");
        // When
        zombie.signal("STOP");
        Instant stopped = Instant.now();
        awaitAllPolledAfter(stopped, "a stop");
        awaitShares("two");
        zombie.signal("CONT");
        // Then: it returns as one of two members, and nothing that it wrote comes after what its successor wrote
        awaitShares("one", "two");
        awaitAllPolledAfter(Instant.now(), "coming back");
        assertThat(LogAudit.of(kafka.committed()).gone()).isEmpty();
    }

    @Test
    @Tag("F-22")
    void shouldEndWithOneLineWhenAnotherTakesItsName() {
        // Given
        var cloud = cloud();
        var first = ingest("one", cloud);
        await().atMost(PATIENCE).until(() -> first.health().ready());
        // When
        var second = ingest("one", cloud);
        // Then
        await().atMost(PATIENCE).until(() -> first.ended().isCompletedExceptionally());
        assertThat(first.ended().handle((nothing, failure) -> failure).join())
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("ingest.instance.id");
        await().atMost(PATIENCE).until(() -> second.health().ready());
        awaitAllPolledAfter(Instant.now(), "a second of the same name");
    }

    @Test
    void shouldTakeOtherTargetsWhileItRunsAndRefuseWhatIsWrong() throws Exception {
        // Given
        var cloud = cloud();
        var settings = new HashMap<>(settings(cloud));
        settings.remove("targets");
        Path file = directory.resolve("live.properties");
        Files.writeString(file, "targets=test/region-0,test/region-1");
        var process =
                opened(new IngestProcess(directory, "one", settings, cloud, List.of("--config", file.toString())));
        await().atMost(PATIENCE).until(() -> firstScanAfter(Instant.EPOCH).size() == 2);
        // When
        Files.writeString(file, "targets=test/region-1,test/region-2");
        // Then
        await().atMost(PATIENCE).until(() -> firstScanAfter(Instant.EPOCH).containsKey("test/region-2"));
        // When
        Files.writeString(file, "targets=nonsense");
        await().atMost(PATIENCE).until(() -> process.output().contains("refused"));
        Instant refused = Instant.now();
        // Then
        await().atMost(PATIENCE).until(() -> firstScanAfter(refused).size() == 2);
        assertThat(firstScanAfter(refused)).containsOnlyKeys("test/region-1", "test/region-2");
        assertThat(LogAudit.of(kafka.committed()).gone()).isEmpty();
    }

    private List<Observation> since(int index) {
        var all = kafka.committed();
        return all.subList(index, all.size());
    }

    private static List<ScanCompleted> completed(List<Observation> observations) {
        return observations.stream()
                .map(Observation::getBody)
                .filter(ScanCompleted.class::isInstance)
                .map(ScanCompleted.class::cast)
                .toList();
    }

    /** Waits until every member has partitions, and nobody else has any. */
    private void awaitShares(String... instances) {
        try (var admin =
                Admin.create(Map.of("bootstrap.servers", kafka.addresses().get("bootstrap.servers")))) {
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                var members = admin.describeConsumerGroups(List.of("tunnelwatch-ingest"))
                        .all()
                        .get()
                        .values()
                        .iterator()
                        .next()
                        .members();
                assertThat(shares(members)).containsOnlyKeys(instances);
                assertThat(shares(members).values()).allMatch(it -> it > 0);
                assertThat(shares(members).values().stream().mapToInt(it -> it).sum())
                        .isEqualTo(6);
            });
        }
    }

    private static Map<String, Integer> shares(Collection<MemberDescription> members) {
        return members.stream()
                .collect(Collectors.toMap(
                        it -> it.groupInstanceId().orElse("?"),
                        it -> it.assignment().topicPartitions().size()));
    }

    private void awaitAllPolledAfter(Instant event, String what) {
        await().atMost(PATIENCE).until(() -> firstScanAfter(event).size() == TARGETS);
        Instant last =
                firstScanAfter(event).values().stream().max(Instant::compareTo).orElseThrow();
        System.out.printf(
                "All targets scanned again %.1f s after %s%n",
                Duration.between(event, last).toMillis() / 1000.0, what);
    }

    private Map<String, Instant> firstScanAfter(Instant event) {
        return kafka.committed().stream()
                .filter(it -> it.getBody() instanceof ScanCompleted)
                .filter(it -> it.getObservedAt().isAfter(event))
                .collect(Collectors.toMap(LogAudit::key, Observation::getObservedAt, (a, b) -> a, TreeMap::new));
    }

    /** Twelve targets with connections that go up and down. */
    private Simulator cloud() {
        var regions = IntStream.range(0, TARGETS).mapToObj(it -> "region-" + it).toList();
        var groups = regions.stream()
                .map(it -> String.format(
                        Locale.ROOT,
                        "  - {prefix: %s, account: test, region: %s, count: 60, restless: 5, every: PT10S,"
                                + " down-for: PT3S}%n",
                        it.replace("region-", "group").replaceAll("(\\d+)", "$1x"),
                        it))
                .collect(Collectors.joining());
        return opened(Simulator.start(
                Scenario.parse(
                        "shared",
                        "accounts:\n  - {name: test, regions: [" + String.join(", ", regions) + "]}\ngenerate:\n"
                                + groups),
                0,
                Instant.now()));
    }

    private Map<String, String> settings(Simulator cloud) {
        var settings = new HashMap<>(kafka.addresses());
        settings.put("cloud.endpoint", cloud.endpoint().toString());
        settings.put("targets", String.join(",", cloud.targets()));
        settings.put("poll.interval", "PT0.5S");
        settings.put("secrets.fingerprint.key", "the-same-for-all-of-them");
        return settings;
    }

    private Ingest ingest(String instance, Simulator cloud) {
        var settings = Settings.of(settings(cloud))
                .with(Map.of(
                        "ingest.instance.id",
                        instance,
                        "ingest.data.dir",
                        directory.resolve(instance).toString()));
        return opened(Ingest.start(
                IngestSettings.of(settings),
                CredentialsSource.fixed(cloud.accessKeyId(), cloud.accessKeySecret()),
                new PrometheusRegistry()));
    }

    private <T extends AutoCloseable> T opened(T it) {
        open.add(it);
        return it;
    }
}
