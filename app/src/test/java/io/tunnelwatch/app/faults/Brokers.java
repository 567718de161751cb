package io.tunnelwatch.app.faults;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.testsupport.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** A cluster with each node in a process of its own, reachable directly or through wires. */
public final class Brokers implements AutoCloseable {
    private final List<Wire> wires = new ArrayList<>();
    private final String bootstrapServers;
    private final Nodes nodes;

    /**
     * Starts the cluster.
     *
     * @param count number of nodes
     * @param wires number of connections to the nodes that can be cut, each by itself
     */
    public Brokers(Path directory, int count, int wires, long seed) throws IOException, InterruptedException {
        this(directory, count, wires, seed, null);
    }

    /** Starts the cluster on this host, or with a host for each node. */
    Brokers(Path directory, int count, int wires, long seed, @Nullable PrivateNetwork network)
            throws IOException, InterruptedException {
        var ports = FreePorts.some(count * (2 + wires));
        for (int wire = 0; wire < wires; wire++) {
            this.wires.add(new Wire(
                    addresses(farEnds(ports, count, wire), network)
                            .map(it -> new InetSocketAddress(host(it), port(it)))
                            .toList(),
                    seed + wire));
        }
        var addresses = Stream.concat(
                        addresses(ports.subList(0, count), network),
                        addresses(ports.subList(count, count * 2), network))
                .toList();
        var processes = new ArrayList<Child>();
        for (int node = 1; node <= count; node++) {
            String name = "broker-" + node;
            var settings = BrokerNode.settings(directory.resolve(name), node, addresses.subList(count, count * 2));
            settings.putAll(listeners(addresses, ports, node));
            Path file = BrokerNode.written(settings, directory.resolve(name + ".properties"));
            processes.add(launched(directory.resolve(name + ".txt"), file, node, network));
        }
        bootstrapServers = String.join(",", addresses.subList(0, count));
        nodes = new Nodes(processes, Admin.create(Map.of("bootstrap.servers", bootstrapServers)));
    }

    /** One address for each node, with these ports. */
    private static Stream<String> addresses(List<Integer> ports, @Nullable PrivateNetwork network) {
        return IntStream.range(0, ports.size())
                .mapToObj(it -> (network == null ? "127.0.0.1" : network.host(it + 1)) + ":" + ports.get(it));
    }

    private static String host(String address) {
        return address.substring(0, address.indexOf(':'));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    private static Child launched(Path output, Path settings, int node, @Nullable PrivateNetwork network)
            throws IOException, InterruptedException {
        var arguments = List.of(settings.toString());
        if (network == null) {
            return new Child(output, BrokerNode.class, arguments);
        }
        var child = new Child(output, BrokerNode.class, arguments, it -> network.asHost(node, it));
        network.plugIn(node, child.pid());
        return child;
    }

    /** The ports of the wires' far ends, after those of brokers and controllers. */
    private static List<Integer> farEnds(List<Integer> ports, int count, int wire) {
        return ports.subList(count * (2 + wire), count * (3 + wire));
    }

    /** One node's listeners: of each wire it advertises the near end, and listens at the far end. */
    private Map<String, String> listeners(List<String> addresses, List<Integer> ports, int node) {
        int count = addresses.size() / 2;
        String own = addresses.get(node - 1);
        var config = new TreeMap<String, String>();
        var listeners = new StringBuilder("BROKER://" + own);
        var advertised = new StringBuilder(listeners);
        var protocols = new StringBuilder("BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (int wire = 0; wire < wires.size(); wire++) {
            int near = wires.get(wire).ports().get(node - 1);
            int far = farEnds(ports, count, wire).get(node - 1);
            advertised.append(",WIRE").append(wire).append("://127.0.0.1:").append(near);
            listeners
                    .append(",WIRE")
                    .append(wire)
                    .append("://" + host(own) + ":")
                    .append(far);
            protocols.append(",WIRE").append(wire).append(":PLAINTEXT");
            config.put("listener.name.wire" + wire + ".num.network.threads", "1");
        }
        config.put("listeners", listeners + ",CONTROLLER://" + addresses.get(count + node - 1));
        config.put("advertised.listeners", advertised.toString());
        config.put("listener.security.protocol.map", protocols.toString());
        config.put("inter.broker.listener.name", "BROKER");
        return config;
    }

    /** The connection that is never cut. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    public Wire wire(int index) {
        return wires.get(index);
    }

    Nodes nodes() {
        return nodes;
    }

    /** The index of the active controller. */
    int controller() throws Exception {
        return nodes.admin().describeMetadataQuorum().quorumInfo().get().leaderId() - 1;
    }

    /** The index of the node that leads this partition. */
    int leader(Topic topic, int partition) throws Exception {
        return Objects.requireNonNull(nodes.admin()
                                .describeTopics(List.of(topic.name()))
                                .allTopicNames()
                                .get()
                                .get(topic.name()))
                        .partitions()
                        .get(partition)
                        .leader()
                        .id()
                - 1;
    }

    @Override
    public void close() {
        nodes.close();
        wires.forEach(Wire::close);
    }
}
