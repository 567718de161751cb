package io.tunnelwatch.app.brokers;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.testsupport.FreePorts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A broker of an earlier version of Kafka, with its own libraries in a process of its own. Those before 3.3 need ZooKeeper,
 * which runs in another process from the same libraries.
 */
public final class EarlierBroker implements AutoCloseable {
    /** It is alone in its cluster, small, and makes no topic by itself. */
    private static final Map<String, String> SMALL = Map.of(
            "auto.create.topics.enable", "false",
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "5",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "5",
            "group.initial.rebalance.delay.ms", "0",
            "log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20),
            "log.index.size.max.bytes", Integer.toString(1 << 20));

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int FETCH_SECONDS = 300;

    private final Path directory;
    private final Path libraries;
    private final boolean zooKeeper;
    private final List<Integer> ports;
    private final @Nullable Process keeper;
    private final Process broker;

    private EarlierBroker(String version, Path directory, Path libraries, Map<String, String> more) throws Exception {
        this.directory = Files.createDirectories(directory);
        this.libraries = libraries;
        this.zooKeeper = version.startsWith("2.");
        this.ports = FreePorts.some(2);
        write("server.properties", settings(more));
        write("zookeeper.properties", keeperSettings());
        write("log4j.properties", logSettings());
        if (!zooKeeper) {
            format();
        }
        keeper = zooKeeper ? java("org.apache.zookeeper.server.ZooKeeperServerMain", "zookeeper.properties") : null;
        broker = java("kafka.Kafka", "server.properties");
    }

    /** Starts a broker and waits for it. The test is skipped, with a reason, if its libraries are not available. */
    public static EarlierBroker start(String version, Path directory, Map<String, String> more) throws Exception {
        var started = new EarlierBroker(version, directory, fetched(version), more);
        try {
            started.awaitAnswer();
        } catch (RuntimeException e) {
            started.close();
            throw new AssertionError(Files.readString(directory.resolve("output.txt")), e);
        }
        return started;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + ports.get(0);
    }

    private void awaitAnswer() {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                            admin.describeCluster().nodes().get(2, TimeUnit.SECONDS))
                    .hasSize(1));
        }
    }

    private Properties settings(Map<String, String> more) {
        var it = new Properties();
        it.put("log.dirs", directory.resolve("log").toString());
        if (zooKeeper) {
            it.put("broker.id", "1");
            it.put("zookeeper.connect", "127.0.0.1:" + ports.get(1));
            it.put("listeners", "PLAINTEXT://127.0.0.1:" + ports.get(0));
        } else {
            it.put("process.roles", "broker,controller");
            it.put("node.id", "1");
            it.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get(1));
            it.put("controller.listener.names", "CONTROLLER");
            it.put("listeners", "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",CONTROLLER://127.0.0.1:" + ports.get(1));
            it.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.get(0));
        }
        it.putAll(SMALL);
        it.putAll(more);
        return it;
    }

    private Properties keeperSettings() {
        var it = new Properties();
        it.put("dataDir", directory.resolve("zookeeper").toString());
        it.put("clientPort", ports.get(1).toString());
        it.put("clientPortAddress", "127.0.0.1");
        it.put("admin.enableServer", "false");
        return it;
    }

    private static Properties logSettings() {
        var it = new Properties();
        it.put("log4j.rootLogger", "WARN, output");
        it.put("log4j.appender.output", "org.apache.log4j.ConsoleAppender");
        it.put("log4j.appender.output.layout", "org.apache.log4j.PatternLayout");
        it.put("log4j.appender.output.layout.ConversionPattern", "%d %p %c %m%n");
        return it;
    }

    private void format() throws Exception {
        int exit = java("kafka.tools.StorageTool", "format", "-t", "AAAAAAAAAAEAAAAAAAAAAQ", "-c", "server.properties")
                .waitFor();
        assertThat(exit).as(Files.readString(directory.resolve("output.txt"))).isZero();
    }

    private void write(String name, Properties content) throws IOException {
        try (var file = Files.newBufferedWriter(directory.resolve(name))) {
            content.store(file, null);
        }
    }

    private Process java(String main, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dlog4j.configuration=file:" + directory.resolve("log4j.properties"),
                "-cp",
                libraries + "/*",
                main));
        command.addAll(List.of(arguments));
        var output = directory.resolve("output.txt").toFile();
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                .start();
    }

    /** The libraries of a version, from Maven's repository; a directory is complete when its mark is there. */
    private static Path fetched(String version) throws Exception {
        return fetched("kafka_" + (version.compareTo("2.4") < 0 ? "2.12" : "2.13"), version);
    }

    /** The directory with an artifact of Kafka and its libraries. The test is skipped if they cannot be fetched. */
    static Path fetched(String artifact, String version) throws Exception {
        Path libraries = Path.of("target/brokers", artifact, version).toAbsolutePath();
        Files.createDirectories(libraries);
        try (var lock = FileChannel.open(libraries.resolve("lock"), CREATE, WRITE)) { // another test may fetch it, too
            lock.lock();
            fetch(artifact, version, libraries);
        }
        return libraries;
    }

    private static void fetch(String artifact, String version, Path libraries) throws Exception {
        Path mark = libraries.resolve("complete");
        if (!Files.exists(mark)) {
            var maven = new ProcessBuilder(
                            "mvn",
                            "-q",
                            "-B",
                            "-f",
                            Path.of("src/test/brokers/pom.xml").toAbsolutePath().toString(),
                            "-Dbroker.version=" + version,
                            "-Dbroker.artifact=" + artifact,
                            "-DincludeScope=runtime",
                            "-DoutputDirectory=" + libraries,
                            "dependency:copy-dependencies")
                    .redirectErrorStream(true)
                    .redirectOutput(libraries.resolve("fetch.txt").toFile())
                    .start();
            boolean done = maven.waitFor(FETCH_SECONDS, TimeUnit.SECONDS) && maven.exitValue() == 0;
            maven.destroyForcibly();
            Assumptions.assumeTrue(done, "SKIPPED: Maven cannot fetch Kafka " + version + "; see " + libraries);
            Files.writeString(mark, version);
        }
    }

    @Override
    public void close() {
        broker.destroyForcibly();
        broker.onExit().join();
        if (keeper != null) {
            keeper.destroyForcibly();
            keeper.onExit().join();
        }
    }
}
