package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.BooleanDeserializer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The topology as Kafka Streams runs it on a topic with this many partitions: a task for each, with its own stores. */
final class TopologyTasks implements AutoCloseable {
    private static final List<String> STORES = List.of(
            TopologyNames.TARGETS, TopologyNames.CONNECTIONS, TopologyNames.AWAITING_SCAN_END, TopologyNames.GROUPS);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final KafkaAccess kafka;
    private final Path directory;
    private final Rules rules;
    private final List<TopologyTestDriver> drivers = new ArrayList<>();
    private final List<TestInputTopic<String, Observation>> inputs = new ArrayList<>();

    /** The changelogs' content by store and key: all that a successor gets. */
    private final Map<String, TreeMap<String, byte[]>> kept = new TreeMap<>();

    TopologyTasks(KafkaAccess kafka, Path directory, int partitions) {
        this(kafka, directory, partitions, Rules.defaults());
    }

    TopologyTasks(KafkaAccess kafka, Path directory, int partitions, Rules rules) {
        this.kafka = kafka;
        this.directory = directory;
        this.rules = rules;
        Serializer<Observation> serializer = kafka.serde(Observation.class).serializer();
        for (int task = 0; task < partitions; task++) {
            var topology = DetectorTopology.build(
                    kafka, rules, CommitPacing.regularOnly(), (observation, due, decision) -> {}, 1);
            var driver = new TopologyTestDriver(
                    topology, StreamsSettings.settings(kafka, "test-" + task, "1", directory, 1), START);
            drivers.add(driver);
            inputs.add(driver.createInputTopic(Topics.OBSERVATIONS.name(), new StringSerializer(), serializer));
        }
    }

    /** New tasks that start from the changelogs of these. */
    TopologyTasks takenOver() {
        drivers.forEach(it -> STORES.forEach(store -> keep(it, store)));
        close();
        var after = new TopologyTasks(kafka, directory, drivers.size(), rules);
        after.kept.putAll(kept);
        for (var driver : after.drivers) {
            restore(driver, TopologyNames.TARGETS, new StateSerde<>(TargetMemory.class).deserializer());
            restore(driver, TopologyNames.CONNECTIONS, new ByteArrayDeserializer());
            restore(driver, TopologyNames.AWAITING_SCAN_END, new BooleanDeserializer());
            restore(driver, TopologyNames.GROUPS, new StateSerde<>(GroupsMemory.class).deserializer());
        }
        return after;
    }

    private void keep(TopologyTestDriver driver, String store) {
        var changelog = driver.createOutputTopic(
                "test-0-" + store + "-changelog", new StringDeserializer(), new ByteArrayDeserializer());
        var all = kept.computeIfAbsent(store, any -> new TreeMap<>());
        changelog.readRecordsToList().forEach(it -> {
            if (it.value() == null) {
                all.remove(it.key());
            } else {
                all.put(it.key(), it.value());
            }
        });
    }

    private <V> void restore(TopologyTestDriver driver, String name, Deserializer<V> values) {
        KeyValueStore<String, V> store = driver.getKeyValueStore(name);
        kept.getOrDefault(name, new TreeMap<>()).forEach((key, bytes) -> store.put(key, values.deserialize("", bytes)));
    }

    /** An output record as a consumer sees it. */
    record Output(String topic, TestRecord<byte[], byte[]> bytes) {
        String key() {
            return new String(bytes.key(), StandardCharsets.UTF_8);
        }
    }

    /** Feeds an observation to the task that a producer would choose by the key's hash; returns the output. */
    List<Output> feed(String key, Observation observation) {
        int task = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % drivers.size();
        inputs.get(task).pipeInput(key, observation);
        var outputs = new ArrayList<Output>();
        for (var topic : List.of(Topics.TRANSITIONS, Topics.ALERTS, Topics.TARGETS)) {
            drivers.get(task)
                    .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()
                    .forEach(it -> outputs.add(new Output(topic.name(), it)));
        }
        return outputs;
    }

    @Override
    public void close() {
        drivers.forEach(TopologyTestDriver::close);
    }
}
