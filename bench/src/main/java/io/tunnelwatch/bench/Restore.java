package io.tunnelwatch.bench;

import io.tunnelwatch.processor.codec.ConnectionStateBytes;
import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.InMemoryState;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.ProducerCompression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Measures how a processor grows with its state. For each number of connections, fills the changelog with the records of their
 * first sight, and starts a processor on it in a process of its own: time until it runs, heap, resident memory. Draws the
 * growth into a picture.
 *
 * <p>Arguments: the picture's file, then numbers of connections (1000 10000 100000 1000000).
 */
public final class Restore {
    private static final int LINES_OF_A_TARGET = 10_000;
    private static final String CHANGELOG = "-connections-changelog";

    private final ConnectionStateBytes bytes = new ConnectionStateBytes();

    /** The readings of one processor. */
    private record Grown(int connections, double seconds, double heapBytes, double megabytes) {}

    private Restore() {}

    public static void main(String[] arguments) throws Exception {
        var grown = new ArrayList<Grown>();
        try (var house = BenchCluster.open()) {
            double empty = 0;
            for (int i = 0; i < arguments.length; i++) {
                int connections = i == 0 ? 0 : Integer.parseInt(arguments[i]);
                Grown it = new Restore().measure(house, connections, empty);
                if (i == 0) {
                    empty = it.heapBytes();
                } else {
                    grown.add(it);
                }
            }
        }
        draw(Path.of(arguments[0]), grown);
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private Grown measure(BenchCluster house, int connections, double empty) throws Exception {
        KafkaAccess access = house.access();
        String group = "grown-" + connections;
        try (var first = new OurTopology(access, Rules.defaults(), group, house.directory(group))) {
            while (!first.isRunning()) { // it creates its topics
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        long bytes = connections == 0 ? 0 : fill(access, group + CHANGELOG, connections);
        String[] read = RestoredProcessor.launch(access, group, house.directory(group));
        var it = new Grown(
                connections,
                Double.parseDouble(read[0]),
                Double.parseDouble(read[1]) - empty,
                Double.parseDouble(read[2]));
        System.out.printf(
                "%,9d connections: running after %.1f s, heap %.1f MB more than empty (%.0f bytes each), resident %.0f MB;"
                        + " %.0f bytes each in the changelog%n",
                connections,
                it.seconds(),
                it.heapBytes() / 1e6,
                it.heapBytes() / Math.max(1, connections),
                it.megabytes(),
                (double) bytes / Math.max(1, connections));
        return it;
    }

    private long fill(KafkaAccess access, String changelog, int connections) {
        var config = access.producer();
        config.put("linger.ms", 20);
        config.putAll(ProducerCompression.settings());
        long bytes = 0;
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            int partitions = producer.partitionsFor(changelog).size();
            for (int i = 0; i < connections; i++) {
                var target = new Target("bench", SampleScans.region(i / LINES_OF_A_TARGET));
                byte[] value = remembered(target, i % LINES_OF_A_TARGET);
                bytes += value.length;
                producer.send(new ProducerRecord<>(
                        changelog,
                        i / LINES_OF_A_TARGET % partitions,
                        target + "/" + SampleConnections.id(i % LINES_OF_A_TARGET),
                        value));
            }
        }
        return bytes;
    }

    private byte[] remembered(Target target, int line) {
        var seen = new io.tunnelwatch.v1.Observation(
                target.account(),
                target.region(),
                new io.tunnelwatch.v1.Order(1L, 1L, line),
                Instant.EPOCH,
                Instant.EPOCH,
                SampleScans.POLL_MILLIS,
                SampleConnections.of(line, true));
        var snapshot =
                (Snapshot) ObservationCodec.decode(target.toString(), seen).body();
        var decision = new InMemoryState()
                .decide(
                        new Detector(Rules.defaults()),
                        new Observation(
                                target, new Order(1, 1, line), Instant.EPOCH, Duration.ofSeconds(30), snapshot));
        ConnectionState state = Objects.requireNonNull(decision.changed().get(snapshot.connectionId()));
        return bytes.encode(state, null);
    }

    private static void draw(Path file, List<Grown> grown) throws IOException {
        var growth = new GrowthPlot("What a processor needs, by connections remembered");
        growth.line("seconds until it runs", grown.stream().map(Grown::seconds).toList());
        growth.line("heap, MB", grown.stream().map(it -> it.heapBytes() / 1e6).toList());
        growth.line("resident, MB", grown.stream().map(Grown::megabytes).toList());
        Files.writeString(
                file, growth.over(grown.stream().map(Grown::connections).toList()));
        System.out.println("drawn: " + Map.of("file", file));
    }
}
