package io.tunnelwatch.app.repair;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.streams.StoppedGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Kafka for tools that work while the programs are stopped: a cluster, or the broker of a stopped 'up', started on its data
 * directory for as long as the tool works.
 */
public final class StoppedKafka implements AutoCloseable {
    private final KafkaAccess kafka;
    private final Admin admin;
    private final boolean nobodyElse;
    private final @Nullable EmbeddedBroker broker;

    private StoppedKafka(Settings settings, boolean nobodyElse, @Nullable EmbeddedBroker broker) {
        this.kafka = KafkaAccess.of(settings);
        this.admin = Admin.create(kafka.admin());
        this.nobodyElse = nobodyElse;
        this.broker = broker;
    }

    /** @param nobodyElse whether no other process can be running on this Kafka */
    public static StoppedKafka connect(Settings settings, boolean nobodyElse) {
        return new StoppedKafka(settings, nobodyElse, null);
    }

    /** @param dataDirectory of the stopped 'up'; empty for a cluster */
    public static StoppedKafka open(Settings settings, Optional<Path> dataDirectory) {
        if (dataDirectory.isEmpty()) {
            return connect(settings, false);
        }
        Path directory = dataDirectory.get();
        if (Files.notExists(directory.resolve("kafka"))) {
            throw new OperatorException("No data of 'tunnelwatch up' in " + directory + ": check --data-dir.");
        }
        var broker = EmbeddedBroker.start(directory, 0);
        return new StoppedKafka(
                settings.with(Map.of(KafkaAccess.BOOTSTRAP_SERVERS, broker.bootstrapServers())), true, broker);
    }

    KafkaAccess kafka() {
        return kafka;
    }

    Admin admin() {
        return admin;
    }

    /** The consumer group of an application; it has no members. */
    StoppedGroup group(String applicationId) {
        var group = new StoppedGroup(admin, applicationId);
        if (nobodyElse) {
            group.removeMembers(); // left over from processes that have ended
        }
        group.requireEmpty();
        return group;
    }

    /** Returns whether an application has state in Kafka. */
    boolean hasState(String applicationId) {
        return !new StoppedGroup(admin, applicationId).internalTopics().isEmpty();
    }

    @Override
    public void close() {
        admin.close();
        if (broker != null) {
            broker.close();
        }
    }
}
