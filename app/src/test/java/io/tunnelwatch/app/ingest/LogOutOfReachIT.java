package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log cannot be written for a while, or not completely: the newest scan counts, and no target waits for another. */
class LogOutOfReachIT {
    private static final String QUIET =
            """
            accounts:
              - {name: test, regions: [cn-hangzhou]}
            gateways:
              - {name: here}
            connections:
              - {name: kept, id: vco-kept, gateway: here}
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock(Instant.now());
    private ObservationCluster kafka;

    @BeforeEach
    void start() {
        kafka = new ObservationCluster(directory);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    @Tag("F-24")
    void shouldTellTheNewestAndNothingOfTheTimeBetweenWhenTheBrokerIsBack() {
        try (var cloud = Simulator.start(
                        Scenario.parse(
                                "away",
                                QUIET
                                        + """
                                          - {name: changing, id: vco-changing, gateway: here}
                                        timeline:
                                          - {at: PT1H, connection: changing, status: ike_sa_not_established}
                                          - {at: PT2H, connection: changing, status: ike_sa_established}
                                          - {at: PT3H, connection: changing, status: ipsec_sa_not_established}
                                        """),
                        0,
                        clock.instant(),
                        clock);
                var ingest = ingest(cloud)) {
            await().atMost(PATIENCE).until(() -> completed(kafka.committed()).size() >= 2);
            // Given
            kafka.stopBroker();
            Instant away = Instant.now();
            int before = kafka.read().size();
            for (int hour = 1; hour <= 3; hour++) {
                clock.advance(Duration.ofHours(1));
                // Polls go on meanwhile, as many as there is time for.
                Awaitility.await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
            }
            // When
            Instant starting = Instant.now();
            kafka.startBroker();
            Instant back = Instant.now();
            await().atMost(PATIENCE)
                    .until(() -> !scansAfter(starting, since(before)).isEmpty());
            // Then
            var first = since(before);
            System.out.printf(
                    "F-24 broker away for %.0f s: the first scan %.1f s after it was back, %d records%n",
                    Duration.between(away, back).toMillis() / 1000.0,
                    Duration.between(back, Instant.now()).toMillis() / 1000.0,
                    first.size());
            // Nothing from the time in between, except for a scan whose commit was under way
            assertThat(scansAfter(away, first))
                    .hasSizeLessThanOrEqualTo(scansAfter(starting, first).size() + 1);
            assertThat(statuses(first, "vco-changing")).endsWith("ipsec_sa_not_established");
            LogAudit.of(kafka.committed());
            assertThat(ingest.ended()).isNotDone();
            await().atMost(PATIENCE).until(() -> completed(since(before)).size() >= 3);
        }
    }

    @Test
    @Tag("F-24")
    void shouldClaimAnewWhenTheBrokerWentInTheMiddleOfACommit() {
        try (var cloud = Simulator.start(Scenario.parse("quiet", QUIET), 0, clock.instant(), clock);
                var ingest = ingest(cloud, Map.of("kafka.producer.interceptor.classes", MidScan.class.getName()))) {
            await().atMost(PATIENCE).until(() -> completed(kafka.committed()).size() >= 2);
            // Given: records sent while the broker is down
            var gone = MidScan.once(kafka::stopBroker);
            await().atMost(PATIENCE).until(gone::isDone);
            // Longer than the timeout of a commit
            Awaitility.await()
                    .pollDelay(Duration.ofSeconds(20))
                    .atMost(PATIENCE)
                    .until(() -> true);
            // When
            int before = kafka.read().size();
            Instant starting = Instant.now();
            kafka.startBroker();
            // Then
            await().atMost(PATIENCE).until(() -> {
                assertThat(ingest.ended()).isNotDone();
                return scansAfter(starting, since(before)).size() >= 2;
            });
            LogAudit.of(kafka.committed());
        }
    }

    @Test
    @Tag("F-25")
    void shouldPublishWhatFitsOfAConnectionThatIsTooLargeAndPollTheOthersAsEver() {
        // Given: twenty tags of 60,000 characters each, in the first of twelve regions
        String tags = IntStream.range(0, 20)
                .mapToObj(it -> "k" + it + ": " + "x".repeat(60_000))
                .collect(Collectors.joining(", "));
        String regions = IntStream.range(0, 12).mapToObj(it -> "region-" + it).collect(Collectors.joining(", "));
        String groups = IntStream.range(1, 12)
                .mapToObj(it -> "  - {prefix: group" + it + "x, account: test, region: region-" + it + ", count: 10}")
                .collect(Collectors.joining("\n"));
        var scenario = Scenario.parse(
                "large",
                "accounts:\n  - {name: test, regions: [" + regions + "]}\ngateways:\n"
                        + "  - {name: here, account: test, region: region-0}\nconnections:\n"
                        + "  - {name: large, id: vco-large, gateway: here, tags: {" + tags + "}}\n"
                        + "  - {name: small, id: vco-small, gateway: here}\ngenerate:\n" + groups + "\n");
        try (var cloud = Simulator.start(scenario, 0, Instant.now());
                var ingest = ingest(cloud)) {
            // When
            await().atMost(PATIENCE)
                    .until(() -> scansOfEach(kafka.committed()).size() == 12
                            && scansOfEach(kafka.committed()).values().stream().allMatch(it -> it >= 5));
            // Then
            var published = kafka.committed();
            assertThat(failed(published)).isEmpty();
            var large = bodies(published, ConnectionSnapshot.class).stream()
                    .filter(it -> it.getConnectionId().equals("vco-large"))
                    .toList();
            assertThat(large).singleElement().satisfies(it -> assertThat(it.getTags())
                    .hasSize(20)
                    .allMatch(tag -> tag.getValue().matches("x+…\\+\\d+#[0-9a-f]{8}")));
            // And: no target had to publish everything again
            assertThat(completed(published))
                    .filteredOn(ScanCompleted::getKeyScan)
                    .hasSize(12);
            assertThat(ingest.ended()).isNotDone();
        }
    }

    private List<Observation> since(int index) {
        var all = kafka.committed();
        return all.subList(index, all.size());
    }

    private static List<Observation> scansAfter(Instant time, List<Observation> observations) {
        return observations.stream()
                .filter(it -> it.getBody() instanceof ScanCompleted
                        && it.getObservedAt().isAfter(time))
                .toList();
    }

    private static List<ScanCompleted> completed(List<Observation> observations) {
        return bodies(observations, ScanCompleted.class);
    }

    private static List<ScanFailed> failed(List<Observation> observations) {
        return bodies(observations, ScanFailed.class);
    }

    private static <T> List<T> bodies(List<Observation> observations, Class<T> type) {
        return observations.stream()
                .map(Observation::getBody)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static List<String> statuses(List<Observation> observations, String id) {
        return bodies(observations, ConnectionSnapshot.class).stream()
                .filter(it -> it.getConnectionId().equals(id))
                .map(ConnectionSnapshot::getStatus)
                .toList();
    }

    private static Map<String, Long> scansOfEach(List<Observation> observations) {
        return observations.stream()
                .filter(it -> it.getBody() instanceof ScanCompleted)
                .collect(Collectors.groupingBy(LogAudit::key, Collectors.counting()));
    }

    /** Does something between a scan's first record and its commit. */
    public static final class MidScan implements ProducerInterceptor<String, Observation> {
        private static final AtomicReference<Runnable> NEXT = new AtomicReference<>();

        static CompletableFuture<Void> once(Runnable what) {
            var done = new CompletableFuture<Void>();
            NEXT.set(() -> {
                what.run();
                done.complete(null);
            });
            return done;
        }

        @Override
        public ProducerRecord<String, Observation> onSend(ProducerRecord<String, Observation> record) {
            var next = NEXT.getAndSet(null);
            if (next != null) {
                next.run();
            }
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

        @Override
        public void configure(Map<String, ?> configs) {}

        @Override
        public void close() {}
    }

    private Ingest ingest(Simulator cloud) {
        return ingest(cloud, Map.of());
    }

    private Ingest ingest(Simulator cloud, Map<String, String> more) {
        var settings = new HashMap<>(kafka.addresses());
        settings.putAll(more);
        settings.put("cloud.endpoint", cloud.endpoint().toString());
        settings.put("targets", String.join(",", cloud.targets()));
        settings.put("poll.interval", "PT0.5S");
        settings.put("ingest.data.dir", directory.resolve("ingest").toString());
        return Ingest.start(
                IngestSettings.of(Settings.of(settings)),
                CredentialsSource.fixed(cloud.accessKeyId(), cloud.accessKeySecret()),
                new PrometheusRegistry());
    }
}
