package io.tunnelwatch.bench;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A broker with its registry and topics, in this process. */
final class BenchCluster implements AutoCloseable {
    private final Path directory;
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;

    private BenchCluster(Path directory, EmbeddedBroker broker, EmbeddedRegistry registry) {
        this.directory = directory;
        this.broker = broker;
        this.registry = registry;
    }

    static BenchCluster open() throws IOException {
        Path directory = Files.createTempDirectory("tunnelwatch-bench");
        var broker = EmbeddedBroker.start(directory.resolve("broker"), 0);
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        var registry = EmbeddedRegistry.start(kafka, 0);
        try (var topics = TopicAdmin.connect(kafka)) {
            topics.create(Topics.all());
        }
        return new BenchCluster(directory, broker, registry);
    }

    KafkaAccess access() {
        return KafkaAccess.of(settings());
    }

    /** Settings for programs that use this broker and registry, with those of {@code -Dset=NAME=VALUE,…}. */
    Settings settings() {
        var settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "schema.registry.url",
                registry.address().toString()));
        for (String tried : System.getProperty("set", "").split(",")) {
            int equals = tried.indexOf('=');
            if (equals > 0) {
                settings.put(tried.substring(0, equals), tried.substring(equals + 1));
            }
        }
        return Settings.of(settings);
    }

    Path directory(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}
