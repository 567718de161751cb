package io.tunnelwatch.app.faults;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A node, broker and controller in one, of a cluster of three, as Kafka's documentation sets it up: three copies, two of them
 * in sync.
 */
final class BrokerNode {
    private static final String CLUSTER = new Uuid(1, 1).toString();

    private BrokerNode() {}

    /**
     * Runs the node.
     *
     * @param arguments a directory, the number of this node from 1, ports of its wires as {@code near>far} with commas between
     *     them, and all addresses: of the brokers, then of the controllers
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int node = Integer.parseInt(arguments[1]);
        var wires = Arrays.stream(arguments[2].split(","))
                .filter(it -> !it.isEmpty())
                .toList();
        var addresses = List.of(arguments).subList(3, arguments.length);
        var config = new KafkaConfig(configuration(directory, node, wires, addresses), false);
        new Formatter()
                .setNodeId(node)
                .setClusterId(CLUSTER)
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(config.metadataLogDir())
                .setControllerListenerName("CONTROLLER")
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
        var server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
        server.awaitShutdown();
    }

    private static Map<String, String> configuration(
            Path directory, int node, List<String> wires, List<String> addresses) {
        int nodes = addresses.size() / 2;
        String host = addresses.get(node - 1).split(":")[0];
        var config = new HashMap<String, String>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(node));
        config.put("log.dirs", directory.toString());
        var listeners = new StringBuilder("BROKER://" + addresses.get(node - 1));
        var advertised = new StringBuilder(listeners);
        var protocols = new StringBuilder("BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (int wire = 0; wire < wires.size(); wire++) {
            String[] ends = wires.get(wire).split(">");
            advertised.append(",WIRE").append(wire).append("://127.0.0.1:").append(ends[0]);
            listeners.append(",WIRE").append(wire).append("://" + host + ":").append(ends[1]);
            protocols.append(",WIRE").append(wire).append(":PLAINTEXT");
            config.put("listener.name.wire" + wire + ".num.network.threads", "1");
        }
        listeners.append(",CONTROLLER://").append(addresses.get(nodes + node - 1));
        config.put("listeners", listeners.toString());
        config.put("advertised.listeners", advertised.toString());
        config.put("controller.listener.names", "CONTROLLER");
        config.put("inter.broker.listener.name", "BROKER");
        config.put("listener.security.protocol.map", protocols.toString());
        config.put(
                "controller.quorum.voters",
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(it -> it + "@" + addresses.get(nodes + it - 1))
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
}
