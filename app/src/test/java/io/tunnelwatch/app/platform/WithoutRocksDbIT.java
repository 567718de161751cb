package io.tunnelwatch.app.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.endtoend.TopicReader;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.runtime.streams.SupervisedStreams;
import io.tunnelwatch.schemas.topics.Topics;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka Streams works without the library of its stores on disk, which does not ship. It still names that library's classes in
 * its own metrics and settings, so a new version of Kafka may load one of them where today's does not.
 */
class WithoutRocksDbIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String COUNTS = "counts";
    private static final String LATEST = "latest";

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private EmbeddedBroker broker;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private KafkaAccess access;

    @Test
    void shouldHaveNoRocksDbOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("org.rocksdb.RocksDB")).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void shouldRestoreStateFromTheChangelogs() throws Exception {
        // Given
        write("a", "b");
        try (var streams = start("before")) {
            await().atMost(PATIENCE)
                    .until(() -> streams.health().ready() && written().size() == 2);
        }
        // When
        write("c");
        try (var streams = start("after")) {
            await().atMost(PATIENCE).until(() -> written().size() == 3);
            // Then
            assertThat(written()).containsExactly("1 after nothing", "2 after a", "3 after b");
            assertThat(streams.health().ready()).isTrue();
        }
    }

    @Test
    void shouldAnswerEveryMetricOfTheApplication() throws Exception {
        // Given
        write("a");
        try (var streams = start("state")) {
            await().atMost(PATIENCE)
                    .until(() -> streams.health().ready() && written().size() == 1);
            // When
            var server = ManagementFactory.getPlatformMBeanServer();
            int answered = 0;
            for (ObjectName name : server.queryNames(new ObjectName("kafka.streams:*"), null)) {
                for (var attribute : server.getMBeanInfo(name).getAttributes()) {
                    server.getAttribute(name, attribute.getName());
                    answered++;
                }
            }
            // Then
            assertThat(answered).isGreaterThan(100);
            assertThat(server.queryNames(new ObjectName("kafka.streams:type=stream-state-metrics,*"), null))
                    .extracting(it -> it.getKeyProperty("in-memory-state-id"))
                    .contains(COUNTS, LATEST);
        }
    }

    @BeforeEach
    void startBroker() {
        broker = EmbeddedBroker.start(directory.resolve("broker"), 0);
        access = KafkaAccess.of(Settings.of(Map.of(
                KafkaAccess.BOOTSTRAP_SERVERS,
                broker.bootstrapServers(),
                KafkaAccess.REGISTRY_URL,
                "http://none",
                // At this level, Kafka Streams starts the thread that reads RocksDB's own figures.
                "kafka.metrics.recording.level",
                "DEBUG")));
        try (var topics = TopicAdmin.connect(access.admin())) {
            topics.create(Topics.all());
        }
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    private SupervisedStreams start(String state) {
        var settings = StreamsSettings.settings(access, "counting", "1", directory.resolve(state), 1);
        var errors = new StreamsErrorMetrics("counting", new PrometheusRegistry());
        return SupervisedStreams.start("counting", WithoutRocksDbIT::counting, settings, errors);
    }

    private void write(String... values) throws Exception {
        try (var producer = new KafkaProducer<>(access.producer(), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(Topics.OBSERVATIONS.name(), "key", value))
                        .get();
            }
        }
    }

    private List<String> written() {
        return new TopicReader(broker.bootstrapServers(), "http://none")
                .raw(Topics.TRANSITIONS.name()).stream()
                        .map(it -> new String(it.value(), UTF_8))
                        .toList();
    }

    /** A topology that remembers in both kinds of stores that the programs have: with a cache and without one. */
    private static Topology counting() {
        return new Topology(StreamsSettings.topologyConfig())
                .addSource("read", new StringDeserializer(), new StringDeserializer(), Topics.OBSERVATIONS.name())
                .addProcessor("count", Counting::new, "read")
                .addStateStore(store(COUNTS), "count")
                .addStateStore(store(LATEST).withCachingEnabled(), "count")
                .addSink("write", Topics.TRANSITIONS.name(), new StringSerializer(), new StringSerializer(), "count");
    }

    private static StoreBuilder<KeyValueStore<String, String>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.String());
    }

    /** Counts the records of each key, and remembers the latest. */
    private static final class Counting extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> it) {
            KeyValueStore<String, String> counts = context().getStateStore(COUNTS);
            KeyValueStore<String, String> latest = context().getStateStore(LATEST);
            int count = Integer.parseInt(Objects.requireNonNullElse(counts.get(it.key()), "0")) + 1;
            String before = Objects.requireNonNullElse(latest.get(it.key()), "nothing");
            counts.put(it.key(), Integer.toString(count));
            latest.put(it.key(), it.value());
            context().forward(it.withValue(count + " after " + before));
        }
    }
}
