package io.tunnelwatch.app.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.tunnelwatch.app.endtoend.TopicReader;
import io.tunnelwatch.app.running.TopicWatch;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.runtime.streams.DamagedStateException;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.runtime.streams.SupervisedStreams;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedStreamsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CHANGELOG = "mortal-memory-changelog";
    private static final byte[] SMALL = {1};
    private static final byte[] LARGE = {1, 2, 3};

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private EmbeddedBroker broker;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private KafkaAccess access;

    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final AtomicBoolean hasDied = new AtomicBoolean();
    private final AtomicBoolean isDamaged = new AtomicBoolean();
    private final AtomicInteger taken = new AtomicInteger();

    @Test
    void shouldStartAnApplicationThatDiedAgainAndCountIt() throws Exception {
        // Given
        write(SMALL);

        // When
        try (var streams = start(this::mortal)) {
            await().atMost(PATIENCE).until(() -> taken.get() == 1);

            // Then
            assertThat(counted("restarts", "reason"))
                    .isEqualTo(Map.of("died", 1.0, "stuck", 0.0, "clock_stepped", 0.0, "state_lost", 0.0));
            await().atMost(PATIENCE).until(() -> streams.health().ready());
        }
    }

    /** If the record stopped the application, each restart would produce it again. */
    @Test
    void shouldGoOnWithoutARecordThatIsTooLarge() throws Exception {
        // Given
        write(LARGE);
        write(SMALL);

        // When
        try (var streams = start(this::inflating)) {
            await().atMost(PATIENCE)
                    .until(() -> letters().size() == 1
                            && topics().raw(Topics.TRANSITIONS.name()).size() == 1);

            // Then
            assertThat(counted("dead_letters", "kind")).containsEntry("too_large", 1.0);
            assertThat(counted("restarts", "reason").values()).containsOnly(0.0);
            assertThat(streams.health().ready()).isTrue();
        }
    }

    /** Kafka knows which times it accepts, and a restart would write the same ones. */
    @Test
    void shouldEndWithKafkasOwnWordsWhenItRefusesTheTimeOfARecord() throws Exception {
        // Given
        acceptNoPast(Topics.TRANSITIONS);
        write(SMALL);

        // When
        try (var streams = start(this::inflating)) {
            await().atMost(PATIENCE).until(() -> streams.ended().isDone());

            // Then
            assertThatThrownBy(streams.ended()::join)
                    .hasCauseInstanceOf(OperatorException.class)
                    .hasMessageContaining("should be within")
                    .hasMessageContaining("log.message.timestamp.before.max.ms")
                    .hasMessageContaining("docs/runbook.md#times-refused");
        }
    }

    private void acceptNoPast(Topic topic) throws Exception {
        var limit =
                new AlterConfigOp(new ConfigEntry("message.timestamp.before.max.ms", "0"), AlterConfigOp.OpType.SET);
        try (var admin = Admin.create(access.admin())) {
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), List.of(limit)))
                    .all()
                    .get();
        }
    }

    /** A rebuild deletes the changelogs, and new ones come under their names. */
    @Test
    void shouldOutliveTheWatchOverDeletedTopicsWhenItRebuildsItsState() throws Exception {
        // Given
        write(SMALL);
        var looks = new AtomicInteger();
        try (var streams = start(this::remembering);
                var watch = TopicWatch.start(access, () -> {
                    looks.incrementAndGet();
                    return streams.topics();
                })) {
            await().atMost(PATIENCE).until(() -> taken.get() == 1);
            Uuid before = changelog();
            awaitAnotherLook(looks);

            // When
            isDamaged.set(true);
            write(SMALL);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> taken.get() == 3 && !changelog().equals(before));

            // Then
            await().atMost(PATIENCE).until(() -> streams.topics().equals(Set.of(CHANGELOG)));
            awaitAnotherLook(looks);
            assertThat(watch.ended()).isNotDone();
            assertThat(streams.ended()).isNotDone();
            assertThat(counted("restarts", "reason")).containsEntry("state_lost", 1.0);
        }
    }

    /** Waits until the watch has looked once from beginning to end; it asks twice in a look which topics are needed. */
    private static void awaitAnotherLook(AtomicInteger looks) {
        int before = looks.get();
        await().atMost(PATIENCE).until(() -> looks.get() >= before + 4);
    }

    private Uuid changelog() throws Exception {
        try (var admin = Admin.create(access.admin())) {
            var described =
                    admin.describeTopics(List.of(CHANGELOG)).allTopicNames().get();
            return Objects.requireNonNull(described.get(CHANGELOG)).topicId();
        }
    }

    @BeforeEach
    void startBroker() {
        broker = EmbeddedBroker.start(directory.resolve("broker"), 0);
        access = KafkaAccess.of(Settings.of(Map.of(
                KafkaAccess.BOOTSTRAP_SERVERS, broker.bootstrapServers(), KafkaAccess.REGISTRY_URL, "http://none")));
        try (var topics = TopicAdmin.connect(access.admin())) {
            topics.create(Topics.all());
        }
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    private SupervisedStreams start(Supplier<Topology> topology) {
        var settings = StreamsSettings.settings(access, "mortal", "1", directory.resolve("state"), 1);
        return SupervisedStreams.start("mortal", topology, settings, new StreamsErrorMetrics("mortal", metrics));
    }

    /** Writes under one key, so that the records stay in order. */
    private void write(byte[] value) throws Exception {
        try (var producer =
                new KafkaProducer<>(access.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.OBSERVATIONS.name(), SMALL, value))
                    .get();
        }
    }

    private TopicReader topics() {
        return new TopicReader(broker.bootstrapServers(), "http://none");
    }

    private List<?> letters() {
        return topics().raw(Topics.DEAD_LETTERS.name());
    }

    /** A topology that fails on the first record, once. */
    private Topology mortal() {
        return reading(() -> (Processor<byte[], byte[], byte[], byte[]>) it -> {
            if (!hasDied.getAndSet(true)) {
                throw new IllegalStateException("as a bug does it");
            }
            taken.incrementAndGet();
        });
    }

    /** A topology that makes each record a million times as long. */
    private Topology inflating() {
        return reading(() -> new ContextualProcessor<byte[], byte[], byte[], byte[]>() {
            @Override
            public void process(Record<byte[], byte[]> it) {
                context().forward(it.withValue(new byte[it.value().length * 1_000_000]));
            }
        });
    }

    /** A topology that remembers each record, and finds its memory damaged when told so. */
    private Topology remembering() {
        var memory = Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("memory"), Serdes.ByteArray(), Serdes.ByteArray());
        return reading(() -> new ContextualProcessor<byte[], byte[], byte[], byte[]>() {
                    @Override
                    public void process(Record<byte[], byte[]> it) {
                        if (isDamaged.getAndSet(false)) {
                            throw new DamagedStateException("as noise in a changelog does it");
                        }
                        KeyValueStore<byte[], byte[]> store = context().getStateStore("memory");
                        store.put(it.key(), it.value());
                        taken.incrementAndGet();
                    }
                })
                .addStateStore(memory, "take");
    }

    private static Topology reading(ProcessorSupplier<byte[], byte[], byte[], byte[]> processor) {
        return new Topology(StreamsSettings.topologyConfig())
                .addSource("read", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.OBSERVATIONS.name())
                .addProcessor("take", processor, "read")
                .addSink(
                        "write",
                        Topics.TRANSITIONS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        "take");
    }

    private Map<String, Double> counted(String what, String label) {
        return metrics.scrape(("tunnelwatch_mortal_" + what)::equals).stream()
                .flatMap(it -> ((CounterSnapshot) it).getDataPoints().stream())
                .collect(Collectors.toMap(it -> String.valueOf(it.getLabels().get(label)), it -> it.getValue()));
    }
}
