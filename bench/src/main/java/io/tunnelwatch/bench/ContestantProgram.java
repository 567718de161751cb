package io.tunnelwatch.bench;

import io.tunnelwatch.schemas.topics.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A program for a {@link ContestantPool}: the topology, or a job in Flink.
 *
 * @param own arguments of the program, after those that all have
 */
record ContestantProgram(String name, String classPath, String program, List<String> own) {
    private static final int PARTITIONS = 6;

    /** The topology beside the jobs of a kind, each with a checkpoint every second and every 100 ms. */
    static List<ContestantProgram> besideFlink(String job) {
        List<String> backends = job.equals("detect") ? List.of("hashmap", "rocksdb") : List.of("");
        var topology = new ContestantProgram(
                "topology", System.getProperty("java.class.path"), TopologyContestantPool.class.getName(), List.of());
        return Stream.concat(
                        Stream.of(topology),
                        backends.stream().flatMap(it -> Stream.of(flink(job, it, "1000"), flink(job, it, "100"))))
                .toList();
    }

    private static ContestantProgram flink(String job, String backend, String checkpointMillis) {
        Path built = Path.of("bench", "flink", "target");
        return new ContestantProgram(
                "flink" + (backend.isEmpty() ? "" : "-" + backend) + "-" + checkpointMillis + "ms",
                built.resolve("classes") + File.pathSeparator + built.resolve("lib") + File.separator + "*",
                "io.tunnelwatch.bench.flink.FlinkContestantPool",
                List.of(checkpointMillis, job, backend));
    }

    ContestantPool start(BenchCluster house) throws IOException {
        Path directory = Files.createDirectories(house.directory(name));
        return new ContestantPool(name, classPath, program, directory, house.access(), own.toArray(String[]::new));
    }

    /** The topic of transitions. Each Flink job has its own topics, because a cancelled one leaves a transaction open. */
    String transitions(String group) {
        return own.isEmpty() ? Topics.TRANSITIONS.name() : group + "-transitions";
    }

    void createTopics(Admin admin, String group) {
        if (!own.isEmpty()) {
            admin.createTopics(Stream.of(group + "-transitions", group + "-alerts")
                    .map(it -> new NewTopic(it, Optional.of(PARTITIONS), Optional.empty()))
                    .toList());
        }
    }
}
