package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.publisher.ObservationRecord;
import io.tunnelwatch.ingest.saved.Import;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.TargetPartitioner;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportIT {
    private static final TargetId TARGET = new TargetId("imported", "eu-central-1");
    private static final TopicPartition PARTITION = new TopicPartition(
            Topics.OBSERVATIONS.name(), TargetPartitioner.partition(TARGET.key(), Topics.OBSERVATIONS.partitions()));
    private static final Instant AT = Instant.parse("2026-11-01T08:00:00Z");

    @TempDir
    Path directory;

    private EmbeddedBroker broker;
    private EmbeddedRegistry registry;
    private Settings settings;
    private KafkaAccess kafka;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(directory.resolve("kafka"), 0);
        registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0);
        settings = Settings.of(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "schema.registry.url", registry.address().toString(),
                "ingest.data.dir", directory.resolve("ingest").toString()));
        kafka = KafkaAccess.of(settings);
        try (var topics = TopicAdmin.connect(kafka.admin())) {
            topics.create(Topics.all());
        }
    }

    @AfterEach
    void stop() throws Exception {
        registry.close();
        broker.close();
    }

    @Test
    void shouldPublishLooksInTheOrderOfTheirTimesAndNeverIntoWhatIsPolled() throws Exception {
        // Given
        saved(AT, "vco-1").publish(kafka);
        // When
        List<Observation> published = saved(AT.plusSeconds(30), "vco-2").publish(kafka);
        // Then
        List<Observation> log = log();
        assertThat(log).hasSize(4).endsWith(published.toArray(Observation[]::new));
        assertThat(log).extracting(Observation::getOrder).isSorted();
        assertThat(log).allSatisfy(it -> assertThat(it.getOrder().getEpoch()).isNegative());
        // And: connections that the second listing does not show are not reported as deleted
        assertThat(log.get(3).getBody())
                .isInstanceOfSatisfying(ScanCompleted.class, it -> assertThat(it.getConnections())
                        .isEqualTo(2));
        // And
        assertThatThrownBy(() -> saved(AT.plusSeconds(30), "vco-2").publish(kafka))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("later --at");
        // And
        poll(log.get(3));
        assertThatThrownBy(() -> saved(AT.plusSeconds(60), "vco-3").publish(kafka))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("is or was polled");
        assertThat(log()).hasSize(5);
    }

    private Import saved(Instant at, String id) throws IOException {
        String listing =
                "{\"TotalCount\":1,\"VpnConnections\":{\"VpnConnection\":[{\"VpnConnectionId\":\"" + id + "\"}]}}";
        Path file = Files.writeString(directory.resolve(id + ".json"), listing);
        return Import.of(settings, TARGET, at, Duration.ofSeconds(30), List.of(file), Clock.systemUTC());
    }

    /** Writes an observation, as a poller of the target would. */
    private void poll(Observation like) throws Exception {
        var live = Observation.newBuilder(like).setOrder(new Order(0L, 1L, 0)).build();
        try (var producer = new KafkaProducer<>(
                kafka.producer(),
                new StringSerializer(),
                kafka.serde(Observation.class).serializer())) {
            producer.send(ObservationRecord.of(PARTITION, live)).get();
        }
    }

    private List<Observation> log() {
        var config = kafka.consumer();
        config.put("isolation.level", "read_committed");
        var log = new ArrayList<Observation>();
        try (var consumer = new KafkaConsumer<>(
                config, new StringDeserializer(), kafka.serde(Observation.class).deserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(PARTITION)).get(PARTITION));
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> {
                    assertThat(it.key()).isEqualTo(TARGET.key());
                    log.add(it.value());
                });
            }
        }
        return log;
    }
}
