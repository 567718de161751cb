package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private EmbeddedBroker broker;
    private Simulator cloud;
    private Settings settings;
    private KafkaConsumer<String, Observation> reader;
    private final List<Observation> seen = new ArrayList<>();

    @BeforeEach
    void start() {
        broker = opened(EmbeddedBroker.start(directory.resolve("kafka"), 0));
        var registry = opened(EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0));
        cloud = opened(Simulator.start(Scenario.demo(), 0, Instant.now()));
        settings = Settings.of(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "schema.registry.url", registry.address().toString(),
                "cloud.endpoint", cloud.endpoint().toString(),
                "targets", String.join(",", cloud.targets()),
                "poll.interval", "PT0.3S",
                "ingest.data.dir", directory.resolve("ingest").toString()));
        reader = opened(reader());
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void shouldRefuseToStartWithoutItsTopic() {
        assertThatThrownBy(() -> ingest(settings))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(Topics.OBSERVATIONS.name());
    }

    @Test
    void shouldRefuseProducerSettingThatKafkaDoesNotTake() {
        // Given
        createTopics();
        var misspelt = settings.with(Map.of("kafka.producer.linger.ms", "soon"));
        // When / Then
        assertThatThrownBy(() -> ingest(misspelt))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("linger.ms");
    }

    @Test
    void shouldPublishEveryTargetCompletelyAndNoSecret() throws IOException {
        // Given: no compression, which would prevent the search
        createTopics();
        // When
        var ingest = ingest(settings.with(Map.of("kafka.producer.compression.type", "none")));
        // Then
        for (String target : cloud.targets()) {
            await(it -> key(it).equals(target) && it.getBody() instanceof ScanCompleted done && done.getKeyScan());
            var last = await(it -> key(it).equals(target) && it.getBody() instanceof ScanCompleted);
            var hashes = new HashMap<String, Long>();
            seen.stream()
                    .filter(it -> key(it).equals(target) && !last.getOrder().equals(it.getOrder()))
                    .filter(it -> it.getOrder().compareTo(last.getOrder()) < 0)
                    .filter(it -> it.getBody() instanceof ConnectionSnapshot)
                    .forEach(it -> {
                        var snapshot = (ConnectionSnapshot) it.getBody();
                        hashes.put(snapshot.getConnectionId(), snapshot.getContentHash());
                    });
            var completed = (ScanCompleted) last.getBody();
            assertThat(completed.getConnections()).isEqualTo(hashes.size()).isPositive();
            assertThat(completed.getDigest())
                    .isEqualTo(hashes.values().stream().mapToLong(it -> it).sum());
        }
        assertThat(ingest.health().ready()).isTrue();
        assertThat(rawLog()).contains("ipsec_sa_established").doesNotContain("must-never");
    }

    @Test
    void shouldPublishTheOtherEndsAndWhyOneDroppedWithoutTheirSecrets() throws IOException {
        // Given
        createTopics();
        var dropping = opened(Simulator.start(
                Scenario.parse(
                        "dropping",
                        """
                        accounts:
                          - {name: test, regions: [cn-hangzhou]}
                        gateways:
                          - {name: here}
                        connections:
                          - {name: single, id: vco-single, gateway: here, psk: PSK-must-never-leave}
                          - {name: dual, id: vco-dual, gateway: here, tunnels: 2, bgp: true}
                        timeline:
                          - {at: PT6S, connection: single, is: down}
                        """),
                0,
                Instant.now()));
        // When
        cloud = dropping;
        ingest(settings.with(Map.of(
                "cloud.endpoint", dropping.endpoint().toString(),
                "targets", String.join(",", dropping.targets()),
                "peer.configuration", "true",
                "diagnoses", "true",
                "kafka.producer.compression.type", "none")));
        // Then
        for (String id : List.of("vco-single", "vco-dual")) {
            var peer = ((ConnectionSnapshot) await(it -> it.getBody() instanceof ConnectionSnapshot snapshot
                                    && snapshot.getConnectionId().equals(id)
                                    && snapshot.getPeer() != null)
                            .getBody())
                    .getPeer();
            assertThat(peer.getDisagreements()).as(id).isEmpty();
            assertThat(peer.getTunnels()).as(id).hasSize(id.equals("vco-dual") ? 2 : 1);
        }
        var diagnosis =
                (Diagnosis) await(it -> it.getBody() instanceof Diagnosis).getBody();
        assertThat(diagnosis.getConnectionId()).isEqualTo("vco-single");
        assertThat(diagnosis.getCode()).isNotEmpty();
        assertThat(rawLog()).contains("vco-single").doesNotContain("must-never");
        LogAudit.of(seen);
    }

    @Test
    void shouldPublishWrongKeyAsFailureOfCredentials() {
        // Given
        createTopics();
        // When
        opened(Ingest.start(
                IngestSettings.of(settings),
                CredentialsSource.fixed(cloud.accessKeyId(), "wrong-must-never"),
                new PrometheusRegistry()));
        // Then
        var failed =
                (ScanFailed) await(it -> it.getBody() instanceof ScanFailed).getBody();
        assertThat(failed.getFailure()).isEqualTo(FailureClass.CREDENTIALS);
        assertThat(failed.getCode()).isEqualTo("SignatureDoesNotMatch");
        assertThat(failed.toString()).doesNotContain("must-never");
    }

    @Test
    void shouldCloseInTime() {
        // Given
        createTopics();
        var ingest = ingest(settings);
        await(it -> it.getBody() instanceof ScanCompleted);
        long began = System.nanoTime();
        // When
        ingest.close();
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(ingest.ended()).isCompleted();
    }

    /** Whoever rebuilds everything deletes it, while ingest polls. */
    @Test
    void shouldPollOnWithoutTheTopicOfTargets() throws Exception {
        // Given
        createTopics();
        var ingest = ingest(settings);
        await(it -> it.getBody() instanceof ScanCompleted);

        // When
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(Topics.TARGETS.name())).all().get();
        }
        var deleted = Instant.now();

        // Then
        await(it -> it.getBody() instanceof ScanCompleted && it.getObservedAt().isAfter(deleted));
        assertThat(ingest.topics()).containsExactly(Topics.OBSERVATIONS.name());
        assertThat(ingest.ended()).isNotDone();
    }

    private Ingest ingest(Settings with) {
        return opened(Ingest.start(
                IngestSettings.of(with),
                CredentialsSource.fixed(cloud.accessKeyId(), cloud.accessKeySecret()),
                new PrometheusRegistry()));
    }

    private void createTopics() {
        try (var topics = TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            topics.create(Topics.all());
        }
    }

    private Observation await(Predicate<Observation> wanted) {
        int from = 0;
        var deadline = Instant.now().plus(PATIENCE);
        if (reader.assignment().isEmpty()) {
            reader.assign(reader.partitionsFor(Topics.OBSERVATIONS.name()).stream()
                    .map(it -> new TopicPartition(it.topic(), it.partition()))
                    .toList());
            reader.seekToBeginning(reader.assignment());
        }
        while (Instant.now().isBefore(deadline)) {
            for (; from < seen.size(); from++) {
                if (wanted.test(seen.get(from))) {
                    return seen.get(from);
                }
            }
            reader.poll(Duration.ofMillis(100)).forEach(it -> {
                assertThat(it.key()).isEqualTo(key(it.value()));
                assertThat(it.timestamp()).isEqualTo(it.value().getObservedAt().toEpochMilli());
                assertThat(it.headers().lastHeader("ce_id").value()).hasSize(32);
                seen.add(it.value());
            });
        }
        return fail("not seen within " + PATIENCE + " among " + seen.size() + " observations");
    }

    private KafkaConsumer<String, Observation> reader() {
        var kafka = KafkaAccess.of(settings);
        var config = kafka.consumer();
        config.put("isolation.level", "read_committed");
        return new KafkaConsumer<>(
                config, new StringDeserializer(), kafka.serde(Observation.class).deserializer());
    }

    private String rawLog() throws IOException {
        var raw = new StringBuilder();
        try (var files = Files.walk(directory.resolve("kafka"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".log")).toList()) {
                raw.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return raw.toString();
    }

    private static String key(Observation observation) {
        return observation.getAccount() + "/" + observation.getRegion();
    }

    private <T extends AutoCloseable> T opened(T it) {
        open.add(it);
        return it;
    }
}
