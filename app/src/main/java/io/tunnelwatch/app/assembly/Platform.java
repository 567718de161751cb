package io.tunnelwatch.app.assembly;

import io.tunnelwatch.app.console.StartupProgress;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.EmbeddedBroker.ClientPermissions;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.app.platform.registry.WritePolicy;
import io.tunnelwatch.app.repair.ApplicationIds;
import io.tunnelwatch.app.repair.MissingTopics;
import io.tunnelwatch.app.repair.StoppedKafka;
import io.tunnelwatch.app.running.Role;
import io.tunnelwatch.app.running.RunningParts;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.SinkSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The platform of all programs: a broker with the topics, and a schema registry; in this process, unless elsewhere.
 *
 * @param kafkaPort port of the broker in this process; empty when there is a cluster
 * @param openBroker whether everybody may write into the broker in this process
 * @param openRegistry whether everybody may write into the registry in this process
 */
public record Platform(
        Path dataDirectory,
        Optional<Integer> kafkaPort,
        boolean ownRegistry,
        int registryPort,
        boolean openRegistry,
        boolean openBroker) {

    /** Starts the platform. Returns the settings with the addresses of what was started. */
    Settings start(Settings given, RunningParts parts, StartupProgress progress) {
        Settings onBroker = startBroker(given, parts, progress);
        CompletableFuture<Void> topics = parts.run(() -> createTopics(onBroker, progress));
        Settings onBoth = ownRegistry ? startRegistry(onBroker, parts, progress) : onBroker;
        parts.await(topics);
        // Before anybody writes, so that schema ids are the same in every installation.
        TopicSchemas.register(KafkaAccess.of(onBoth));
        if (kafkaPort.isPresent()) {
            OwnClientSettings.save(dataDirectory, onBoth);
        }
        return onBoth;
    }

    private Settings startBroker(Settings given, RunningParts parts, StartupProgress progress) {
        if (kafkaPort.isEmpty()) {
            return given;
        }
        var broker = parts.await(parts.start(
                Role.BROKER,
                () -> EmbeddedBroker.start(
                        dataDirectory, kafkaPort.get(), AppSettings.of(given).diskFloorBytes(), guests(given))));
        parts.watch(broker.ended());
        progress.started("broker", broker.bootstrapServers() + ", its data in " + dataDirectory.resolve("kafka"));
        return given.with(OwnClientSettings.asSettings(broker.ownClient()));
    }

    private ClientPermissions guests(Settings settings) {
        return openBroker
                ? ClientPermissions.writing()
                : ClientPermissions.reading(Set.of(
                        ProcessorSettings.of(settings).applicationId(),
                        SinkSettings.of(settings).applicationId(),
                        IngestSettings.of(settings).groupId()));
    }

    private Settings startRegistry(Settings onBroker, RunningParts parts, StartupProgress progress) {
        var registry = parts.await(parts.start(
                Role.REGISTRY,
                () -> EmbeddedRegistry.start(KafkaAccess.of(onBroker).admin(), registryPort, writers(onBroker))));
        progress.started("registry", registry.address().toString());
        return onBroker.with(Map.of(KafkaAccess.REGISTRY_URL, registry.address().toString()));
    }

    private WritePolicy writers(Settings settings) {
        var ours = OwnSubjects.of(settings);
        return openRegistry ? WritePolicy.open() : WritePolicy.of(ours::contains);
    }

    private void createTopics(Settings onBroker, StartupProgress progress) {
        var access = KafkaAccess.of(onBroker);
        try (var kafka = StoppedKafka.connect(onBroker, kafkaPort.isPresent());
                var topics = TopicAdmin.connect(access)) {
            new MissingTopics(kafka, ApplicationIds.of(onBroker)).create(topics);
            topics.require(access.topics());
        }
        progress.started(
                "topics",
                Topics.all().size() + ", from "
                        + access.topic(Topics.OBSERVATIONS).name() + " to "
                        + access.topic(Topics.ALERTS).name()
                        + " and beyond; 'tunnelwatch topics' lists them");
    }
}
