package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is the only input: the same observations, on another broker, give the same bytes. */
class ReplayIT {
    private static final String SCHEMAS = "_schemas";

    @TempDir
    Path directory;

    @Test
    void shouldGiveTheSameBytesOnReplay() throws Exception {
        // Given
        Recorded live = record();
        assertThat(live.transitions()).hasSizeGreaterThan(30);
        assertThat(live.alerts()).hasSizeGreaterThan(3);

        // When
        Recorded replayed = replay(live);

        // Then
        assertThat(replayed.transitions()).isEqualTo(live.transitions());
        assertThat(replayed.alerts()).isEqualTo(live.alerts());
    }

    /** Everything about a record that a consumer can see, except its offset: transaction markers take offsets too. */
    private record Bytes(int partition, String key, String value, long timestamp, List<String> headers) {
        static Bytes of(ConsumerRecord<byte[], byte[]> it) {
            return new Bytes(
                    it.partition(),
                    Arrays.toString(it.key()),
                    Arrays.toString(it.value()),
                    it.timestamp(),
                    Arrays.stream(it.headers().toArray())
                            .map(header -> header.key() + "=" + Arrays.toString(header.value()))
                            .toList());
        }
    }

    private record Recorded(
            List<ConsumerRecord<byte[], byte[]>> schemas,
            List<ConsumerRecord<byte[], byte[]>> observations,
            List<Bytes> transitions,
            List<Bytes> alerts) {
        static Recorded from(TopicReader topics) {
            return new Recorded(
                    topics.raw(SCHEMAS),
                    topics.raw(Topics.OBSERVATIONS.name()),
                    topics.raw(Topics.TRANSITIONS.name()).stream()
                            .map(Bytes::of)
                            .toList(),
                    topics.raw(Topics.ALERTS.name()).stream().map(Bytes::of).toList());
        }

        /** The recording without the observations that had not been judged when it stopped. */
        Recorded upTo(Function<ConsumerRecord<byte[], byte[]>, @Nullable OffsetAndMetadata> judged) {
            return new Recorded(
                    schemas,
                    observations.stream()
                            .filter(it -> {
                                OffsetAndMetadata next = judged.apply(it);
                                return next != null && it.offset() < next.offset();
                            })
                            .toList(),
                    transitions,
                    alerts);
        }
    }

    private Recorded record() throws Exception {
        Instant began = Instant.now();
        try (var simulator = Simulator.start(RandomScenario.busy(7, 90).scenario(), 0, began);
                var running = RunningTunnelwatch.start(directory, KillAndRestartIT.settings(simulator))) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> Instant.now().isAfter(began.plusSeconds(36))
                            && running.topics().raw(Topics.TRANSITIONS.name()).size() > 30
                            && running.topics().raw(Topics.ALERTS.name()).size() > 3
                            && !rulesTold(running.topics()).isEmpty());
            assertThat(running.stop()).as("asked to stop, it stops well").isZero();
        }
        try (var broker = EmbeddedBroker.start(directory.resolve("data"), 0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var judged = admin.listConsumerGroupOffsets("tunnelwatch-processor")
                    .partitionsToOffsetAndMetadata()
                    .get();
            return Recorded.from(new TopicReader(broker.bootstrapServers(), ""))
                    .upTo(it -> judged.get(new TopicPartition(it.topic(), it.partition())));
        }
    }

    private Recorded replay(Recorded live) throws Exception {
        try (var broker = EmbeddedBroker.start(directory.resolve("elsewhere"), 0)) {
            var kafka = Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers());
            try (var topics = TopicAdmin.connect(kafka);
                    var admin = Admin.create(kafka)) {
                topics.create(Topics.all());
                admin.createTopics(List.of(new NewTopic(SCHEMAS, Optional.of(1), Optional.empty())
                        .configs(Map.of("cleanup.policy", "compact"))));
            }
            copy(kafka, live.schemas());
            copy(kafka, live.observations());
            try (var registry = EmbeddedRegistry.start(kafka, 0);
                    var processor = Processor.start(
                            settings(broker, registry.address().toString()), new PrometheusRegistry())) {
                var topics = new TopicReader(broker.bootstrapServers(), "");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> Recorded.from(topics).transitions().size()
                                        >= live.transitions().size()
                                && Recorded.from(topics).alerts().size()
                                        >= live.alerts().size());
                assertThat(processor.health().ready()).isTrue();
                var replayed = Recorded.from(topics);
                rehearse(broker, registry, replayed);
                return replayed;
            }
        }
    }

    /** Runs the commands that judge the same records again, beside the processor: they give the same results. */
    private void rehearse(EmbeddedBroker broker, EmbeddedRegistry registry, Recorded replayed) throws Exception {
        var topics =
                new TopicReader(broker.bootstrapServers(), registry.address().toString());
        Path patient = Files.writeString(directory.resolve("patient.properties"), "alerts.for=PT1H\n");
        String[] common = {
            "--bootstrap-servers",
            broker.bootstrapServers(),
            "--set",
            "schema.registry.url=" + registry.address(),
            "--set",
            "alerts.for=PT2S",
            "--set",
            "alerts.keep.firing=PT2S"
        };

        assertThat(typed(common, "replay"))
                .contains(replayed.observations().size() + " observations: ")
                .contains(" in " + replayed.alerts().size() + " published steps.");
        Path page = directory.resolve("compared.html");
        assertThat(typed(common, "replay", "--rules", patient.toString(), "--html", page.toString()))
                .contains("NOTICES", " not told")
                .contains(rulesTold(topics))
                .contains(replayed.observations().size() + " observations, ")
                .contains(" notices as set, ", " with " + patient);
        assertThat(Files.readString(page)).contains("</svg>", "not told");
        assertThat(typed(common, "explain", "vco-single0"))
                .contains("IPSEC first seen: ")
                .contains(" → ")
                .contains("nothing published: ")
                .contains("(HELD");
    }

    /** The rules of outages that began while somebody watched, which a comparison lists. */
    private static Set<String> rulesTold(TopicReader topics) {
        return topics.decoded(Topics.ALERTS, Alert.class).stream()
                .map(TopicReader.Decoded::value)
                .filter(it -> it.getStatus() == AlertStatus.FIRING && it.getInhibitedBy() == null && !it.getInitial())
                .map(it -> it.getRule().name())
                .collect(Collectors.toSet());
    }

    private static String typed(String[] common, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.tunnelwatch.app.Tunnelwatch"));
        command.addAll(List.of(arguments));
        command.addAll(List.of(common));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private ProcessorSettings settings(EmbeddedBroker broker, String registry) {
        return ProcessorSettings.of(Settings.of(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "schema.registry.url",
                registry,
                "processor.application.id",
                "replay",
                "processor.watchdog",
                "false",
                "processor.state.dir",
                directory.resolve("state").toString(),
                "alerts.for",
                "PT2S",
                "alerts.keep.firing",
                "PT2S")));
    }

    private static void copy(Map<String, Object> kafka, List<ConsumerRecord<byte[], byte[]>> records) {
        try (var producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            records.forEach(it -> producer.send(new ProducerRecord<>(
                    it.topic(), it.partition(), it.timestamp(), it.key(), it.value(), it.headers())));
            producer.flush();
        }
    }
}
