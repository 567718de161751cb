package io.tunnelwatch.runtime;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Asks a cluster what an operator wants to know of it before anything runs.
 *
 * @param brokers number of brokers
 * @param metadataLevel level of the feature metadata.version; empty before KRaft
 * @param protocolVersion value of inter.broker.protocol.version; empty if the broker does not tell
 * @param listsTransactions whether the brokers list transactions; empty if this client may not ask
 * @param compacts whether log.cleaner.enable is set; empty if the broker does not tell
 */
public record ClusterProbe(
        int brokers,
        Optional<Short> metadataLevel,
        Optional<String> protocolVersion,
        Optional<Boolean> listsTransactions,
        Optional<Boolean> compacts) {
    private static final int PATIENCE_MILLIS = 8_000;

    /** @throws OperatorException if no broker answers */
    public static ClusterProbe ask(KafkaAccess kafka) {
        var settings = new HashMap<>(kafka.admin());
        settings.put("default.api.timeout.ms", PATIENCE_MILLIS);
        settings.put("request.timeout.ms", PATIENCE_MILLIS / 2);
        try (var admin = Admin.create(settings)) {
            return ask(admin);
        } catch (ExecutionException e) {
            throw RefusedRequest.of(kafka.bootstrapServers(), e.getCause());
        } catch (KafkaException e) {
            throw RefusedRequest.of(kafka.bootstrapServers(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RefusedRequest.of(kafka.bootstrapServers(), e);
        }
    }

    private static ClusterProbe ask(Admin admin) throws ExecutionException, InterruptedException {
        Collection<Node> nodes = admin.describeCluster().nodes().get();
        var config = config(admin, nodes.iterator().next());
        return new ClusterProbe(
                nodes.size(),
                told(admin.describeFeatures().featureMetadata())
                        .map(it -> it.finalizedFeatures().get("metadata.version"))
                        .map(it -> it.maxVersionLevel()),
                config.flatMap(it -> value(it, "inter.broker.protocol.version")),
                lists(admin),
                config.flatMap(it -> value(it, "log.cleaner.enable")).map(Boolean::valueOf));
    }

    private static Optional<Config> config(Admin admin, Node node) throws ExecutionException, InterruptedException {
        var broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
        return told(admin.describeConfigs(List.of(broker)).all()).map(it -> it.get(broker));
    }

    private static Optional<String> value(Config config, String name) {
        return Optional.ofNullable(config.get(name)).map(it -> it.value());
    }

    private static Optional<Boolean> lists(Admin admin) throws ExecutionException, InterruptedException {
        try {
            admin.listTransactions().all().get();
            return Optional.of(true);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnsupportedVersionException) {
                return Optional.of(false);
            }
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The answer, unless the broker is too old for the question, or keeps it from this client. */
    private static <T> Optional<T> told(KafkaFuture<T> future) throws ExecutionException, InterruptedException {
        try {
            return Optional.of(future.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnsupportedVersionException || e.getCause() instanceof AuthorizationException) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
