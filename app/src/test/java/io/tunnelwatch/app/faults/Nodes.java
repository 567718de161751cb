package io.tunnelwatch.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;

/** The processes of a cluster's nodes, and an administrator who asks them how they are. */
public final class Nodes implements AutoCloseable {
    /** Three nodes that start at once, beside a build on two cores, took more than ninety seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final List<Child> processes;
    private final Admin admin;

    /** Waits until all nodes are part of the cluster; closes them and the administrator at the end. */
    public Nodes(List<Child> processes, Admin admin) {
        this.processes = List.copyOf(processes);
        this.admin = admin;
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        admin.describeCluster().nodes().get())
                .hasSize(processes.size()));
    }

    public Admin admin() {
        return admin;
    }

    public Child get(int index) {
        return processes.get(index);
    }

    public void launchDead() throws IOException {
        for (Child it : processes) {
            if (!it.isAlive()) {
                it.launch();
            }
        }
    }

    /** Waits until every partition has all its replicas in sync, so that one more broker may fail. */
    public void awaitInSync() {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            var names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            assertThat(admin.describeTopics(names).allTopicNames().get().values())
                    .flatMap(it -> it.partitions())
                    .isNotEmpty()
                    .allMatch(it -> it.isr().size() == processes.size());
        });
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        processes.forEach(Child::close);
    }
}
