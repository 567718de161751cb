package io.tunnelwatch.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.model.Feed;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.topics.SkippedRecords;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage to the log on disk costs the records in that place, and no more. */
class DamagedLogIT {
    private static final int CONNECTIONS = 20;

    /** Position of the length in a batch, after the offset; the other header fields follow, and then the records. */
    private static final int LENGTH = 8;

    private static final int HEAD = 61;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    @Tag("F-45")
    void shouldShowAllButTheBatchWithTheFlippedBit() throws Exception {
        // Given
        write();

        // When
        flipABitInBatch(3);

        // Then
        assertThat(read()).hasSize(CONNECTIONS).contains("vco-late").doesNotContain("vco-3");
    }

    @Test
    @Tag("F-45")
    void shouldShowWhatStandsBeforeTheEndThatWasCutOff() throws Exception {
        // Given
        write();

        // When
        try (var file = new RandomAccessFile(segment().toFile(), "rw")) {
            file.setLength(file.length() - 50);
        }
        Files.delete(directory.resolve("kafka/log/.kafka_cleanshutdown")); // a crash does not leave this marker either

        // Then
        assertThat(read()).hasSize(CONNECTIONS).contains("vco-late").doesNotContain("vco-" + (CONNECTIONS - 1));
    }

    private void write() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            var access = access(broker, registry);
            try (var topics = TopicAdmin.connect(access.admin())) {
                topics.create(Topics.all());
            }
            for (int i = 0; i < CONNECTIONS; i++) {
                send(access, "vco-" + i);
            }
        }
    }

    /** The connections on the board after a start, and one that is written afterwards. */
    private List<String> read() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            var access = access(broker, registry);
            var model = new ReadModel();
            var feed = new Feed(
                    access, model, Clock.systemUTC(), directory, new SkippedRecords(new PrometheusRegistry(), "page"));
            try {
                feed.start((kind, what) -> {});
                Awaitility.await().atMost(PATIENCE).until(() -> feed.health().ready());
                send(access, "vco-late");
                Awaitility.await().atMost(PATIENCE).until(() -> model.connection("vco-late")
                        .isPresent());
                assertThat(feed.ended()).isNotDone();
                return model.connections().stream()
                        .map(ConnectionView::getConnectionId)
                        .toList();
            } finally {
                feed.close();
            }
        }
    }

    private void flipABitInBatch(int number) throws IOException {
        try (var file = new RandomAccessFile(segment().toFile(), "rw")) {
            long at = 0;
            for (int i = 0; i < number; i++) {
                file.seek(at + LENGTH);
                at += LENGTH + Integer.BYTES + file.readInt();
            }
            file.seek(at + HEAD + 20);
            int was = file.read();
            file.seek(at + HEAD + 20);
            file.write(was ^ 0b1000);
        }
    }

    private Path segment() {
        return directory
                .resolve("kafka/log")
                .resolve(Topics.CONNECTIONS.name() + "-0")
                .resolve("00000000000000000000.log");
    }

    private static KafkaAccess access(EmbeddedBroker broker, EmbeddedRegistry registry) {
        return KafkaAccess.of(Settings.of(Map.of(
                KafkaAccess.BOOTSTRAP_SERVERS,
                broker.bootstrapServers(),
                KafkaAccess.REGISTRY_URL,
                registry.address().toString())));
    }

    private static void send(KafkaAccess access, String id) throws Exception {
        try (var producer = new KafkaProducer<>(
                access.producer(),
                new StringSerializer(),
                access.serde(ConnectionView.class).serializer())) {
            producer.send(new ProducerRecord<>(Topics.CONNECTIONS.name(), 0, "prod/cn-hangzhou/" + id, view(id)))
                    .get();
        }
    }

    private static ConnectionView view(String id) {
        return ConnectionView.newBuilder()
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setConnectionId(id)
                .setHeadline(new FacetValue(FacetState.UP, FacetReason.IPSEC_ESTABLISHED, "", Instant.EPOCH))
                .setFacets(List.of())
                .setContext(new ConnectionContext("", "", "", List.of(), "", "", List.of(), List.of(), List.of()))
                .setChangedAt(Instant.EPOCH)
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }
}
