package io.tunnelwatch.app.endtoend;

import io.tunnelwatch.app.faults.Brokers;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of a topic, from its beginning to its present end.
 *
 * @param security what a client of Kafka needs to log in
 */
public record TopicReader(String bootstrapServers, String registryUrl, Map<String, String> security) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For brokers to which everybody may talk. */
    public TopicReader(String bootstrapServers, String registryUrl) {
        this(bootstrapServers, registryUrl, Map.of());
    }

    /** Creates all topics in a new cluster. */
    static TopicReader ofNew(Brokers brokers, EmbeddedRegistry registry) {
        try (var topics = TopicAdmin.connect(Map.of("bootstrap.servers", brokers.bootstrapServers()))) {
            topics.create(Topics.all());
        }
        return new TopicReader(brokers.bootstrapServers(), registry.address().toString());
    }

    /** A record with its value decoded. */
    public record Decoded<T>(String key, T value, ConsumerRecord<byte[], byte[]> raw) {}

    /** The names of all topics except Kafka's internal ones. */
    public List<String> names() {
        var config = client();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.listTopics(PATIENCE).keySet().stream()
                    .filter(it -> !it.startsWith("__"))
                    .sorted()
                    .toList();
        }
    }

    private Map<String, Object> client() {
        var config = new HashMap<String, Object>(security);
        config.put("bootstrap.servers", bootstrapServers);
        return config;
    }

    public List<ConsumerRecord<byte[], byte[]>> raw(String topic) {
        var config = client();
        config.put("isolation.level", "read_committed");
        config.put("group.id", "reader");
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(it -> new TopicPartition(topic, it.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            Instant giveUp = Instant.now().plus(PATIENCE);
            while (partitions.stream().anyMatch(it -> consumer.position(it) < end(ends, it))) {
                if (Instant.now().isAfter(giveUp)) {
                    throw new AssertionError("The end of " + topic + " was not reached; an open transaction?");
                }
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            records.sort(Comparator.comparingInt((ConsumerRecord<byte[], byte[]> it) -> it.partition())
                    .thenComparingLong(ConsumerRecord::offset));
            return records;
        }
    }

    public <T extends SpecificRecord> List<Decoded<T>> decoded(Topic topic, Class<T> type) {
        // A broker may be a host of its own in a network of the test's.
        var access = KafkaAccess.of(Settings.of(Map.of(
                KafkaAccess.BOOTSTRAP_SERVERS,
                bootstrapServers,
                KafkaAccess.REGISTRY_URL,
                registryUrl,
                "plaintext.allowed",
                "true")));
        try (var serde = access.serde(type)) {
            var deserializer = serde.deserializer();
            return raw(topic.name()).stream()
                    .map(it -> new Decoded<>(
                            new String(it.key(), java.nio.charset.StandardCharsets.UTF_8),
                            deserializer.deserialize(topic.name(), it.value()),
                            it))
                    .toList();
        }
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }
}
