package io.tunnelwatch.app.ingest;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A broker with the topics, a registry, and a reader of the committed observations. */
final class ObservationCluster implements AutoCloseable {
    private final Path directory;
    private final int port;
    private EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final KafkaConsumer<String, Observation> reader;
    private final List<Observation> committed = new ArrayList<>();

    ObservationCluster(Path directory) {
        this.directory = directory.resolve("kafka");
        broker = EmbeddedBroker.start(this.directory, 0);
        port = Integer.parseInt(broker.bootstrapServers().replaceFirst(".*:", ""));
        registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0);
        try (var topics = TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            topics.create(Topics.all());
        }
        var kafka = KafkaAccess.of(Settings.of(addresses()));
        var config = kafka.consumer();
        config.put("isolation.level", "read_committed");
        reader = new KafkaConsumer<>(
                config, new StringDeserializer(), kafka.serde(Observation.class).deserializer());
        reader.assign(reader.partitionsFor(Topics.OBSERVATIONS.name()).stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList());
        reader.seekToBeginning(reader.assignment());
    }

    Map<String, String> addresses() {
        return Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "schema.registry.url", registry.address().toString());
    }

    void stopBroker() {
        broker.close();
    }

    /** Starts the broker on the same data and the same port. */
    void startBroker() {
        broker = EmbeddedBroker.start(directory, port);
    }

    /** All observations committed by now, each target's in the order of the log. The broker must be up. */
    List<Observation> committed() {
        var ends = reader.endOffsets(reader.assignment());
        while (ends.entrySet().stream().anyMatch(it -> reader.position(it.getKey()) < it.getValue())) {
            reader.poll(Duration.ofMillis(50)).forEach(it -> committed.add(it.value()));
        }
        return read();
    }

    /** The observations that {@link #committed} found last. */
    List<Observation> read() {
        return List.copyOf(committed);
    }

    @Override
    public void close() {
        reader.close();
        registry.close();
        broker.close();
    }
}
