package io.tunnelwatch.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.testsupport.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

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
    public Brokers(Path directory, int count, int wires, long seed) throws IOException {
        var ports = FreePorts.some(count * (2 + wires));
        for (int wire = 0; wire < wires; wire++) {
            this.wires.add(new Wire(farEnds(ports, count, wire), seed + wire));
        }
        for (int node = 1; node <= count; node++) {
            var arguments = new ArrayList<>(List.of(
                    directory.resolve("broker-" + node).toString(), Integer.toString(node), wires(ports, count, node)));
            ports.stream().limit(count * 2L).map(String::valueOf).forEach(arguments::add);
            nodes.add(new Child(directory.resolve("broker-" + node + ".txt"), BrokerNode.class, arguments));
        }
        bootstrapServers =
                ports.stream().limit(count).map(it -> "127.0.0.1:" + it).collect(Collectors.joining(","));
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        admin.describeCluster().nodes().get())
                .hasSize(count));
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
