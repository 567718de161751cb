package io.tunnelwatch.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.app.Tunnelwatch;
import io.tunnelwatch.app.endtoend.TopicReader;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Three brokers, a registry, and two processors that share the work. */
final class FaultCluster implements AutoCloseable {
    static final int PROCESSORS = 2;
    static final int BROKERS = 3;

    /** The index of the poller's wire; those of the processors come before it. */
    private static final int POLLERS_WIRE = PROCESSORS;

    private static final String GROUP = "tunnelwatch-processor";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Settings of the processors that a measurement changes. */
    private static final List<String> OTHER_SETTINGS = Stream.of(
                    System.getProperty("set", "").split(","))
            .filter(it -> !it.isEmpty())
            .toList();

    private final Path directory;
    private final @Nullable PrivateNetwork network;
    private final Brokers brokers;
    private final EmbeddedRegistry registry;
    private final Map<String, String> settings;
    private final List<Child> processors = new ArrayList<>();

    /** @param network for a host of its own for each broker */
    FaultCluster(Path directory, long seed, @Nullable PrivateNetwork network) throws IOException, InterruptedException {
        this.directory = directory;
        this.network = network;
        brokers = new Brokers(directory, BROKERS, PROCESSORS + 1, seed, network);
        var kafka = Map.<String, Object>of("bootstrap.servers", brokers.bootstrapServers());
        registry = EmbeddedRegistry.start(kafka, 0);
        try (var topics = TopicAdmin.connect(kafka)) {
            topics.create(Topics.all());
        }
        // Holds short enough that alerts come and go between two faults.
        settings = Map.of(
                "bootstrap.servers",
                brokers.bootstrapServers(),
                "schema.registry.url",
                registry.address().toString(),
                "alerts.for",
                "PT2S",
                "alerts.keep.firing",
                "PT2S",
                "plaintext.allowed",
                Boolean.toString(network != null));
        for (int instance = 0; instance < PROCESSORS; instance++) {
            processors.add(processor("processor-" + (instance + 1), brokers.wire(instance)));
        }
    }

    private Child processor(String name, Wire wire) throws IOException {
        var arguments = new ArrayList<>(List.of("processor", "--set", "processor.instance.id=" + name));
        arguments.addAll(List.of("--set", "processor.state.dir=" + directory.resolve(name)));
        OTHER_SETTINGS.forEach(it -> arguments.addAll(List.of("--set", it)));
        along(wire).forEach((setting, value) -> arguments.addAll(List.of("--set", setting + "=" + value)));
        return new Child(directory.resolve(name + ".txt"), Tunnelwatch.class, arguments);
    }

    /** The network of a cluster that has one. */
    PrivateNetwork network() {
        return Objects.requireNonNull(network, "all brokers are on one host");
    }

    Brokers brokers() {
        return brokers;
    }

    Child processor(int index) {
        return processors.get(index);
    }

    void launchDeadProcessors() throws IOException {
        for (Child processor : processors) {
            if (!processor.isAlive()) {
                processor.launch();
            }
        }
    }

    /** Waits until all processors share the work again. */
    void awaitAllAtWork() {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            var groups = brokers.nodes()
                    .admin()
                    .describeConsumerGroups(List.of(GROUP))
                    .all()
                    .get()
                    .values();
            assertThat(groups).allSatisfy(it -> {
                assertThat(it.groupState()).isEqualTo(GroupState.STABLE);
                assertThat(it.members()).hasSize(PROCESSORS);
            });
        });
    }

    /** Deletes the state directory; as the stores are in memory, nobody would miss it. */
    void wipeStateOf(int index) throws IOException {
        Path state = directory.resolve("processor-" + (index + 1));
        Files.createDirectories(state);
        try (var files = Files.walk(state)) {
            for (Path it : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(it);
            }
        }
    }

    private Map<String, String> along(Wire wire) {
        var along = new TreeMap<>(settings);
        along.put("bootstrap.servers", wire.bootstrapServers());
        return along;
    }

    Wire wireOfProcessor(int index) {
        return brokers.wire(index);
    }

    Wire wireOfPoller() {
        return brokers.wire(POLLERS_WIRE);
    }

    /** The poller's access to Kafka. */
    KafkaAccess pollersKafka() {
        return KafkaAccess.of(Settings.of(along(wireOfPoller())));
    }

    Settings settings() {
        return Settings.of(settings);
    }

    KafkaAccess kafka() {
        return KafkaAccess.of(settings());
    }

    TopicReader topics() {
        return new TopicReader(kafka().bootstrapServers(), kafka().registryUrl());
    }

    /** Waits until every committed observation has been judged. */
    void awaitAllJudged() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    var judged = judgedUpTo();
                    return topics().raw(Topics.OBSERVATIONS.name()).stream().allMatch(it -> isJudged(it, judged));
                });
    }

    static boolean isJudged(ConsumerRecord<?, ?> it, Map<TopicPartition, Long> judged) {
        return it.offset() < judged.getOrDefault(new TopicPartition(it.topic(), it.partition()), 0L);
    }

    void stopProcessors() throws InterruptedException {
        for (Child processor : processors) {
            processor.stop();
        }
    }

    /** For each partition the offset of the first observation that has not been judged. */
    Map<TopicPartition, Long> judgedUpTo() throws Exception {
        return brokers
                .nodes()
                .admin()
                .listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
    }

    /** Whether a reader of committed records reaches the end: no transaction is open. */
    boolean isAllDecided(Topic topic) throws Exception {
        return ends(topic, IsolationLevel.READ_COMMITTED).equals(ends(topic, IsolationLevel.READ_UNCOMMITTED));
    }

    private Map<TopicPartition, Long> ends(Topic topic, IsolationLevel isolation) throws Exception {
        var latest = IntStream.range(0, topic.partitions())
                .boxed()
                .collect(Collectors.toMap(it -> new TopicPartition(topic.name(), it), it -> OffsetSpec.latest()));
        var ends = brokers.nodes()
                .admin()
                .listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get();
        return ends.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
    }

    @Override
    public void close() {
        processors.forEach(Child::close);
        registry.close();
        brokers.close();
    }
}
