package io.tunnelwatch.app.endtoend;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.SinkSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A cloud, a broker, a registry and the three programs, of which one may be stopped while the others go on. */
final class SeparatePrograms implements AutoCloseable {
    private final Simulator cloud;
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final Settings settings;
    private final Sink sink;
    private final Ingest ingest;
    private Processor processor;

    SeparatePrograms(Path directory) {
        cloud = Simulator.start(RandomScenario.busy(6, 60).scenario(), 0, Instant.now());
        broker = EmbeddedBroker.start(directory, 0);
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        registry = EmbeddedRegistry.start(kafka, 0);
        try (var topics = TopicAdmin.connect(kafka)) {
            topics.create(Topics.all());
        }
        var given = new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "schema.registry.url",
                registry.address().toString(),
                "cloud.endpoint",
                cloud.endpoint().toString(),
                "targets",
                "test/cn-hangzhou",
                "poll.interval",
                "PT2S",
                "http.port",
                "0"));
        for (String part : new String[] {"ingest.data.dir", "processor.state.dir", "sink.state.dir"}) {
            given.put(part, directory.resolve(part).toString());
        }
        settings = Settings.of(given);
        sink = Sink.start(SinkSettings.of(settings), new PrometheusRegistry(), Map::of);
        processor = startedProcessor();
        ingest = Ingest.start(
                IngestSettings.of(settings),
                CredentialsSource.fixed(cloud.accessKeyId(), cloud.accessKeySecret()),
                new PrometheusRegistry());
    }

    private Processor startedProcessor() {
        return Processor.start(ProcessorSettings.of(settings), new PrometheusRegistry());
    }

    URI page() {
        return sink.address();
    }

    void stopProcessor() {
        processor.close();
    }

    void startProcessor() {
        processor = startedProcessor();
    }

    @Override
    public void close() {
        ingest.close();
        processor.close();
        sink.close();
        registry.close();
        broker.close();
        cloud.close();
    }
}
