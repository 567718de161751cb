package io.tunnelwatch.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.schemas.topics.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** A cluster of three, each in a process of its own. */
final class ThreeBrokers implements AutoCloseable {
    static final int NODES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Child> nodes = new ArrayList<>();
    private final String bootstrapServers;
    private final Admin admin;

    ThreeBrokers(Path directory) throws IOException {
        var ports = freePorts(NODES * 2);
        for (int node = 1; node <= NODES; node++) {
            var arguments = Stream.concat(
                    Stream.of(directory.resolve("broker-" + node).toString(), Integer.toString(node)), ports.stream());
            nodes.add(new Child(directory.resolve("broker-" + node + ".txt"), BrokerNode.class, arguments.toList()));
        }
        bootstrapServers =
                ports.stream().limit(NODES).map(it -> "127.0.0.1:" + it).collect(Collectors.joining(","));
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        admin.describeCluster().nodes().get())
                .hasSize(NODES));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    Admin admin() {
        return admin;
    }

    Child node(int index) {
        return nodes.get(index);
    }

    /** The index of the node that decides about the others. */
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

    /** Every partition of every topic has three copies that are up to date: one more broker may go. */
    void awaitInSync() {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            var names = admin.listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            assertThat(admin.describeTopics(names).allTopicNames().get().values())
                    .flatMap(it -> it.partitions())
                    .isNotEmpty()
                    .allMatch(it -> it.isr().size() == NODES);
        });
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        nodes.forEach(Child::close);
    }

    /** Held open together, so that they differ. A node must come back on the ports that the others know. */
    private static List<String> freePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream()
                    .map(it -> Integer.toString(it.getLocalPort()))
                    .toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
