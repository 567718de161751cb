package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.Rules;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.streams.StreamsDiscipline;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology as Kafka Streams runs it on a topic of so many partitions: a task for each, with stores of its own. */
final class Tasks implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<TopologyTestDriver> drivers = new ArrayList<>();
    private final List<TestInputTopic<String, Observation>> inputs = new ArrayList<>();

    Tasks(KafkaAccess kafka, Path directory, int partitions) {
        Serializer<Observation> serializer = kafka.serde(Observation.class).serializer();
        for (int task = 0; task < partitions; task++) {
            var topology =
                    VpnTopology.build(kafka, Rules.defaults(), new NoHaste(), (observation, due, decision) -> {});
            var driver = new TopologyTestDriver(
                    topology, StreamsDiscipline.settings(kafka, "test-" + task, "1", directory, 1), START);
            drivers.add(driver);
            inputs.add(driver.createInputTopic(Topics.OBSERVATIONS.name(), new StringSerializer(), serializer));
        }
    }

    /** What a consumer sees of a record. */
    record Told(String topic, TestRecord<byte[], byte[]> bytes) {
        String key() {
            return new String(bytes.key(), StandardCharsets.UTF_8);
        }
    }

    /** As a producer would, by the hash of its key. Returns what followed from it. */
    List<Told> feed(String key, Observation observation) {
        int task = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % drivers.size();
        inputs.get(task).pipeInput(key, observation);
        var told = new ArrayList<Told>();
        for (var topic : List.of(Topics.TRANSITIONS, Topics.ALERTS, Topics.TARGETS)) {
            drivers.get(task)
                    .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()
                    .forEach(it -> told.add(new Told(topic.name(), it)));
        }
        return told;
    }

    @Override
    public void close() {
        drivers.forEach(TopologyTestDriver::close);
    }
}
