package io.tunnelwatch.bench;

import com.sun.management.OperatingSystemMXBean;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Polls a million connections. Measures how long it takes until all are listed, compared and published, and again when a
 * thousand of them have changed, and the memory held after each round. Simulated cloud, broker, registry and ingest share this
 * process; on a busy machine, compare its processor time. It has 100 targets of 10,000: a larger target would need more calls a
 * minute than ingest allows itself of the documented quota.
 *
 * <p>Arguments: targets (100), connections of each (10,000), rounds (6), seconds from one key scan to the next (900; 1
 * publishes everything in every round). Needs {@code -Xmx6g}.
 */
public final class MillionConnections implements AutoCloseable {
    private static final int INTERVAL_SECONDS = 60;

    private final int targets;
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final Simulator cloud;
    private final PrometheusRegistry metrics = new PrometheusRegistry();

    private MillionConnections(int targets, int connections, Path directory) {
        this.targets = targets;
        broker = EmbeddedBroker.start(directory, 0);
        registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0);
        try (var topics = TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            topics.create(Topics.all());
        }
        cloud = Simulator.start(scenario(targets, connections), 0, Instant.now());
    }

    public static void main(String[] arguments) throws Exception {
        int targets = argument(arguments, 0, 100);
        int connections = argument(arguments, 1, 10_000);
        int rounds = argument(arguments, 2, 6);
        int keyScanSeconds = argument(arguments, 3, 900);
        try (var bench =
                new MillionConnections(targets, connections, Files.createTempDirectory("tunnelwatch-million"))) {
            bench.measure(connections, rounds, keyScanSeconds);
        }
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private static int argument(String[] arguments, int index, int usual) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : usual;
    }

    private void measure(int connections, int rounds, int keyScanSeconds) throws InterruptedException {
        long cpu = cpuNanos();
        long began = System.nanoTime();
        try (var ingest = ingest(directory(), keyScanSeconds)) {
            System.out.printf("%,d connections in %d targets%n", (long) targets * connections, targets);
            for (int round = 1; round <= rounds; round++) {
                long snapshots = count("snapshot");
                awaitScans(ingest, (long) round * targets);
                double seconds = (System.nanoTime() - began) / 1e9;
                System.out.printf(
                        "round %d: %.1f s, %.1f s of processor time, %,d snapshots published, %d MB held; %s%n",
                        round,
                        seconds,
                        (cpuNanos() - cpu) / 1e9,
                        count("snapshot") - snapshots,
                        heldMegabytes(),
                        ingest.health().detail());
                awaitNextRound(round);
                cpu = cpuNanos();
                began = System.nanoTime();
            }
        }
    }

    private static Path directory() {
        return Path.of(System.getProperty("java.io.tmpdir"), "tunnelwatch-million-" + System.nanoTime());
    }

    private Ingest ingest(Path directory, int keyScanSeconds) {
        var settings = Settings.of(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "schema.registry.url", registry.address().toString(),
                "cloud.endpoint", cloud.endpoint().toString(),
                "targets", String.join(",", cloud.targets()),
                "poll.interval", "PT" + INTERVAL_SECONDS + "S",
                "poll.key.scan.interval", "PT" + keyScanSeconds + "S",
                "call.timeout", "PT2M",
                "ingest.data.dir", directory.toString()));
        return Ingest.start(
                IngestSettings.of(settings),
                CredentialsSource.fixed(cloud.accessKeyId(), cloud.accessKeySecret()),
                metrics);
    }

    private void awaitScans(Ingest ingest, long wanted) throws InterruptedException {
        while (count("scan_completed") < wanted) {
            if (ingest.ended().isDone()) {
                ingest.ended().join(); // throws why
            }
            if (count("scan_failed") > 0) {
                System.out.println("a scan failed");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Waits for the first call of the next round. */
    private void awaitNextRound(int round) throws InterruptedException {
        long calls = calls();
        while (calls() == calls && count("scan_completed") == (long) round * targets) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Calls for listings only: connections that changed in a round are requested again one by one before the next round. */
    private long calls() {
        return metrics.scrape(name -> name.equals("tunnelwatch_ingest_calls")).stream()
                .flatMap(it -> ((CounterSnapshot) it).getDataPoints().stream())
                .filter(it -> "DescribeVpnConnections".equals(it.getLabels().get("action")))
                .mapToLong(it -> (long) it.getValue())
                .sum();
    }

    private long count(String kind) {
        return metrics.scrape(name -> name.equals("tunnelwatch_ingest_observations")).stream()
                .flatMap(it -> ((CounterSnapshot) it).getDataPoints().stream())
                .filter(it -> kind.equals(it.getLabels().get("kind")))
                .mapToLong(it -> (long) it.getValue())
                .sum();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long heldMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    private static Scenario scenario(int targets, int connections) {
        String regions =
                IntStream.range(0, targets).mapToObj(it -> "region-" + it).collect(Collectors.joining(", "));
        String groups = IntStream.range(0, targets)
                .mapToObj(it -> "  - {prefix: group" + it + "x, account: test, region: region-" + it + ", count: "
                        + connections + ", restless: 1000, every: PT2M, down-for: PT1M}\n")
                .collect(Collectors.joining());
        return Scenario.parse(
                "million", "accounts:\n  - {name: test, regions: [" + regions + "]}\ngenerate:\n" + groups);
    }

    @Override
    public void close() {
        cloud.close();
        registry.close();
        broker.close();
    }
}
