package io.tunnelwatch.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.testsupport.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** A cluster with each node in a process of its own, reachable directly or through wires. */
public final class Brokers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Child> nodes = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private final String bootstrapServers;
    private final Admin admin;

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
        for (int node = 1; node <= count; node++) {
            var arguments = new ArrayList<>(List.of(
                    directory.resolve("broker-" + node).toString(), Integer.toString(node), wires(ports, count, node)));
            arguments.addAll(addresses);
            nodes.add(launched(directory.resolve("broker-" + node + ".txt"), arguments, node, network));
        }
        bootstrapServers = String.join(",", addresses.subList(0, count));
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        admin.describeCluster().nodes().get())
                .hasSize(count));
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

    private static Child launched(Path output, List<String> arguments, int node, @Nullable PrivateNetwork network)
            throws IOException, InterruptedException {
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

    /** For one node: the near end of each wire, which the node advertises, and the far end, on which it listens. */
    private String wires(List<Integer> ports, int count, int node) {
        return IntStream.range(0, wires.size())
                .mapToObj(it -> wires.get(it).ports().get(node - 1) + ">"
                        + farEnds(ports, count, it).get(node - 1))
                .collect(Collectors.joining(","));
    }

    /** The connection that is never cut. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    public Wire wire(int index) {
        return wires.get(index);
    }

    Admin admin() {
        return admin;
    }

    Child node(int index) {
        return nodes.get(index);
    }

    /** The index of the active controller. */
    int controller() throws Exception {
        return admin.describeMetadataQuorum().quorumInfo().get().leaderId() - 1;
    }

    /** The index of the node that leads this partition. */
    int leader(Topic topic, int partition) throws Exception {
        return Objects.requireNonNull(admin.describeTopics(List.of(topic.name()))
                                .allTopicNames()
                                .get()
                                .get(topic.name()))
                        .partitions()
                        .get(partition)
                        .leader()
                        .id()
                - 1;
    }

    void launchDead() throws IOException {
        for (Child node : nodes) {
            if (!node.isAlive()) {
                node.launch();
            }
        }
    }

    /** Waits until every partition has all its replicas in sync, so that one more broker may fail. */
    void awaitInSync() {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            var names = admin.listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            assertThat(admin.describeTopics(names).allTopicNames().get().values())
                    .flatMap(it -> it.partitions())
                    .isNotEmpty()
                    .allMatch(it -> it.isr().size() == nodes.size());
        });
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        wires.forEach(Wire::close);
        nodes.forEach(Child::close);
    }
}
