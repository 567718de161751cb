package io.tunnelwatch.app;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.program.Settings;
import io.tunnelwatch.schemas.topics.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Kafka and a registry, embedded or somebody else's, with the topics and schemas in place.
 *
 * @param settings how to reach them, and where to keep what belongs to this data directory
 */
record Platform(Map<String, String> settings) {
    /** What the embedded parts listen on; 0 for any free one. */
    record Ports(int kafka, int registry) {}

    static Platform start(
            Settings settings,
            Path dataDirectory,
            Ports ports,
            Optional<String> bootstrapServers,
            Optional<String> registryUrl,
            RunningParts parts,
            Progress progress) {
        if (bootstrapServers.isPresent() && registryUrl.isEmpty()) {
            throw new OperatorException(
                    "--bootstrap-servers also needs --schema-registry: the embedded registry keeps its"
                            + " schemas in the embedded broker.");
        }
        String servers = bootstrapServers.orElseGet(() -> broker(dataDirectory, ports.kafka(), parts, progress));
        String registry = registryUrl.orElseGet(() -> registry(servers, ports.registry(), parts, progress));
        var here = new HashMap<String, String>();
        here.put(KafkaAccess.BOOTSTRAP_SERVERS, servers);
        here.put(KafkaAccess.REGISTRY_URL, registry);
        here.put("processor.state.dir", dataDirectory.resolve("processor").toString());
        here.put("sink.state.dir", dataDirectory.resolve("sink").toString());
        here.put("ingest.data.dir", dataDirectory.resolve("ingest").toString());
        var platform = new Platform(here);
        var kafka = KafkaAccess.of(platform.over(settings));
        try (var topics = TopicAdmin.connect(kafka.admin())) {
            topics.create(Topics.all());
        }
        TopicSchemas.register(kafka);
        progress.say("topics", Topics.all().size() + " topics and their schemas are in place");
        return platform;
    }

    /** What is known only now goes over what was set. */
    Settings over(Settings all) {
        return all.with(settings);
    }

    private static String broker(Path dataDirectory, int port, RunningParts parts, Progress progress) {
        var broker = parts.keep(EmbeddedBroker.start(dataDirectory, port));
        parts.endsWith(broker.ended());
        progress.say("broker", broker.bootstrapServers() + ", data in " + dataDirectory);
        return broker.bootstrapServers();
    }

    private static String registry(String servers, int port, RunningParts parts, Progress progress) {
        var registry = parts.keep(EmbeddedRegistry.start(Map.of(KafkaAccess.BOOTSTRAP_SERVERS, servers), port));
        progress.say("registry", registry.address() + ", Confluent's API");
        return registry.address().toString();
    }
}
