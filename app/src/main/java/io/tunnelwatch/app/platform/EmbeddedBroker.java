package io.tunnelwatch.app.platform;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.MarkerFile;
import io.tunnelwatch.schemas.topics.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and its controller in this process, on loopback, with its data on disk. One node, one copy: acknowledged
 * records survive the process, but not the disk.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE = 1;

    /** The listener for all clients, on the port that the operator knows; usually they may only read. */
    private static final String EVERYBODY = "EVERYBODY";

    /** The listener for our own clients and for the broker itself. */
    private static final String OURS = "OURS";

    private static final String CONTROLLER = "CONTROLLER";
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    /** The largest records have half of this. Kafka reserves what a client announces before it knows the client. */
    private static final int LARGEST_REQUEST_BYTES = 2 * Topic.LARGEST_RECORD_BYTES;

    /** Each of them may announce a request of the largest size; a usual client needs two or three. */
    private static final int MOST_CONNECTIONS_OF_GUESTS = 48;

    /** Room for records in flight, an open segment and a clean stop. */
    private static final long DISK_FLOOR_BYTES = 256L << 20;

    private final CompletableFuture<Void> ended;
    private final OwnClientAccess access;
    private final DataDirectoryLock lock;
    private final LoopbackSockets sockets;
    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final DiskGuard guard;

    /**
     * The rights of clients other than our own.
     *
     * @param groups consumer groups that belong to our own clients
     */
    public record ClientPermissions(boolean mayWrite, Set<String> groups) {
        public static ClientPermissions writing() {
            return new ClientPermissions(true, Set.of());
        }

        public static ClientPermissions reading(Set<String> groupsOfOurs) {
            return new ClientPermissions(false, groupsOfOurs);
        }
    }

    /**
     * Starts on data of earlier runs, if there are any; everybody on this machine may write.
     *
     * @param port 0 for any free one
     */
    public static EmbeddedBroker start(Path dataDirectory, int port) {
        return start(dataDirectory, port, DISK_FLOOR_BYTES, ClientPermissions.writing());
    }

    /**
     * The same, with a minimum of free disk space and with the rights of other clients.
     *
     * @param diskFloorBytes with less the broker does not start, and {@link #ended} fails if it runs
     */
    public static EmbeddedBroker start(Path dataDirectory, int port, long diskFloorBytes, ClientPermissions guests) {
        Path directory = dataDirectory.resolve("kafka").toAbsolutePath().normalize();
        DataDirectoryLock lock = DataDirectoryLock.acquire(directory);
        LoopbackSockets sockets = null;
        try {
            var ended = new CompletableFuture<Void>();
            var guard = new DiskGuard(directory, diskFloorBytes, ended);
            guard.refuseWhenLow();
            var before = access(directory);
            sockets = LoopbackSockets.preferring(OURS, before.port() == port ? 0 : before.port())
                    .bind(Map.of(EVERYBODY, port, CONTROLLER, 0), "--kafka-port");
            var access = before.at(sockets.port(OURS));
            save(access, directory);
            var started = new EmbeddedBroker(directory, access, guests, lock, sockets, guard, ended);
            started.startServers();
            return started;
        } catch (RuntimeException | Error e) {
            if (sockets != null) {
                sockets.close();
            }
            lock.close();
            throw e;
        }
    }

    private EmbeddedBroker(
            Path directory,
            OwnClientAccess access,
            ClientPermissions guests,
            DataDirectoryLock lock,
            LoopbackSockets sockets,
            DiskGuard guard,
            CompletableFuture<Void> ended) {
        this.access = access;
        this.lock = lock;
        this.sockets = sockets;
        this.guard = guard;
        this.ended = ended;
        var config = new KafkaConfig(configuration(directory, sockets, access, guests), false);
        format(directory, config);
        ExitAsFailure.reportTo(ended);
        var initialized = KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(EmbeddedBroker.class), "");
        shared = new SharedServer(
                config,
                initialized._1(),
                Time.SYSTEM,
                new Metrics(),
                CompletableFuture.completedFuture(Map.of(
                        NODE, new InetSocketAddress(InetAddress.getLoopbackAddress(), sockets.port(CONTROLLER)))),
                List.of(),
                (name, fatal, action) -> new FaultReport(name, fatal, action, ended),
                sockets);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), initialized._2());
        broker = new BrokerServer(shared);
    }

    private void startServers() {
        try {
            controller.startup();
            FormerSession.end(shared, controller, NODE);
            broker.startup();
            guard.start();
        } catch (RuntimeException e) {
            stopServers();
            throw e;
        }
    }

    /** Bootstrap servers for all clients. */
    public String bootstrapServers() {
        return "127.0.0.1:" + sockets.port(EVERYBODY);
    }

    /** Kafka settings for our own clients, which may write; they contain a secret. */
    public Map<String, String> ownClient() {
        return access.client();
    }

    private static OwnClientAccess access(Path directory) {
        try {
            return OwnClientAccess.in(directory);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static void save(OwnClientAccess access, Path directory) {
        try {
            access.save(directory);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static OperatorException unusable(Path directory, Exception e) {
        return new OperatorException(
                "The broker's data under " + directory + " cannot be used (" + e.getMessage()
                        + "): choose another --data-dir, or move this one away.",
                e);
    }

    /** Completes when closed; exceptionally when the broker cannot go on. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        guard.close();
        stopServers();
        sockets.close();
        lock.close();
        ended.complete(null);
    }

    private void stopServers() {
        broker.shutdown(STOP_WITHIN);
        controller.shutdown();
    }

    /** Formats the directory; one of an earlier run is left as it is. */
    private static void format(Path directory, KafkaConfig config) {
        try {
            new Formatter()
                    .setNodeId(NODE)
                    .setClusterId(clusterId(directory))
                    .setDirectories(List.of(directory.resolve("log").toString()))
                    .setMetadataLogDirectory(config.metadataLogDir())
                    .setControllerListenerName(CONTROLLER)
                    .setIgnoreFormatted(true)
                    .setPrintStream(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()))
                    .run();
        } catch (OperatorException e) {
            throw e;
        } catch (Exception e) { // what Formatter declares
            throw unusable(directory, e);
        }
    }

    private static String clusterId(Path directory) throws IOException {
        var marker = new MarkerFile(directory.resolve("cluster.id"));
        Optional<String> known = marker.read(EmbeddedBroker::asClusterId);
        if (known.isPresent()) {
            return known.get();
        }
        String id = formattedId(directory).orElseGet(() -> Uuid.randomUuid().toString());
        marker.write(id);
        return id;
    }

    private static Optional<String> asClusterId(String text) {
        return text.matches("[A-Za-z0-9_-]{22}") ? Optional.of(text) : Optional.empty();
    }

    /** The cluster id that Kafka has noted in its log directory; without it that directory could not be used any more. */
    private static Optional<String> formattedId(Path directory) throws IOException {
        Path file = directory.resolve("log").resolve("meta.properties");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var noted = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            noted.load(reader);
        }
        return asClusterId(noted.getProperty("cluster.id", ""));
    }

    private static Map<String, String> configuration(
            Path directory, LoopbackSockets sockets, OwnClientAccess access, ClientPermissions guests) {
        var config = new HashMap<String, String>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE));
        config.put("log.dirs", directory.resolve("log").toString());
        config.put("listeners", sockets.listeners());
        config.put("advertised.listeners", sockets.listener(EVERYBODY) + "," + sockets.listener(OURS));
        config.put("controller.listener.names", CONTROLLER);
        config.put("inter.broker.listener.name", OURS);
        config.put(
                "listener.security.protocol.map",
                EVERYBODY + ":PLAINTEXT," + OURS + ":SASL_PLAINTEXT," + CONTROLLER + ":SASL_PLAINTEXT");
        config.put("sasl.enabled.mechanisms", "PLAIN");
        config.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        config.put("sasl.mechanism.controller.protocol", "PLAIN");
        for (String listener : new String[] {OURS, CONTROLLER}) {
            config.put(
                    "listener.name." + listener.toLowerCase(Locale.ROOT) + ".plain.sasl.jaas.config", access.server());
        }
        config.put("socket.request.max.bytes", Integer.toString(LARGEST_REQUEST_BYTES));
        if (!guests.mayWrite()) {
            config.put(
                    "listener.name." + EVERYBODY.toLowerCase(Locale.ROOT) + ".max.connections",
                    Integer.toString(MOST_CONNECTIONS_OF_GUESTS));
            config.put("authorizer.class.name", ReadOnlyAuthorizer.class.getName());
            config.put(ReadOnlyAuthorizer.OWNER, "User:" + OwnClientAccess.USER);
            config.put(ReadOnlyAuthorizer.GROUPS, String.join(",", guests.groups()));
        }
        config.put("controller.quorum.voters", NODE + "@127.0.0.1:" + sockets.port(CONTROLLER));
        config.put("auto.create.topics.enable", "false");
        // The default of an hour would refuse everything about what was seen before the clock was set back by more.
        config.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        // One node: one copy of everything, and few partitions of Kafka's own topics, since each costs time at every
        // start.
        config.put("default.replication.factor", "1");
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "5");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "5");
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("share.coordinator.state.topic.num.partitions", "1");
        // Nobody else is going to join, so the group need not wait.
        config.put("group.initial.rebalance.delay.ms", "0");
        // No other broker could take over, so nothing is gained by fencing one that was silent for a while, because it
        // was stopped or its machine slept; and a fenced node loses what was just committed: decision 5.
        config.put("broker.session.timeout.ms", Integer.toString((int)
                Duration.ofDays(7).toMillis()));
        config.put("controlled.shutdown.enable", "false");
        config.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "4");
        config.put("num.recovery.threads.per.data.dir", "2");
        config.put("background.threads", "2");
        config.put("log.segment.bytes", Integer.toString(64 << 20));
        config.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        return config;
    }
}
