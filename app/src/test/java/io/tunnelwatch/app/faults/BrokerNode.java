package io.tunnelwatch.app.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A node, broker and controller in one, of a cluster: a process of its own, which a test may kill. */
public final class BrokerNode {
    private static final String CLUSTER = new Uuid(1, 1).toString();

    private BrokerNode() {}

    /**
     * Runs the node.
     *
     * @param arguments the file of its settings, and the users that log in by SCRAM, as {@code kafka-storage} takes them
     */
    public static void main(String[] arguments) throws Exception {
        var settings = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            settings.load(reader);
        }
        System.setProperty(
                "org.apache.kafka.sasl.oauthbearer.allowed.urls",
                settings.getProperty("sasl.oauthbearer.jwks.endpoint.url", ""));
        var config = new KafkaConfig(settings, false);
        new Formatter()
                .setNodeId(config.nodeId())
                .setClusterId(CLUSTER)
                .setDirectories(config.logDirs())
                .setMetadataLogDirectory(config.metadataLogDir())
                .setControllerListenerName("CONTROLLER")
                .setScramArguments(List.of(arguments).subList(1, arguments.length))
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
        var server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
        server.awaitShutdown();
    }

    /**
     * Settings of a node whatever its listeners: as many copies as there are nodes, as Kafka's documentation sets up a cluster of
     * three, and two of them in sync.
     *
     * @param controllers addresses of the controllers, this node's and the others'
     */
    public static Map<String, String> settings(Path directory, int node, List<String> controllers) {
        int nodes = controllers.size();
        var config = new HashMap<String, String>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(node));
        config.put("log.dirs", directory.toString());
        config.put("controller.listener.names", "CONTROLLER");
        config.put(
                "controller.quorum.voters",
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(it -> it + "@" + controllers.get(it - 1))
                        .collect(Collectors.joining(",")));
        config.put("auto.create.topics.enable", "false");
        for (String copies : List.of(
                "default.replication.factor",
                "offsets.topic.replication.factor",
                "transaction.state.log.replication.factor")) {
            config.put(copies, Integer.toString(nodes));
        }
        String inSync = Integer.toString(Math.min(2, nodes));
        config.put("min.insync.replicas", inSync);
        config.put("transaction.state.log.min.isr", inSync);
        // As many partitions as our topics have; each costs time at every start.
        config.put("offsets.topic.num.partitions", "6");
        config.put("transaction.state.log.num.partitions", "6");
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
        config.put("log.segment.bytes", Integer.toString(64 << 20));
        config.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        return config;
    }

    /** Writes settings into a file that {@code main} reads. */
    public static Path written(Map<String, String> settings, Path file) throws IOException {
        var properties = new Properties();
        properties.putAll(settings);
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }
}
