package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Kills the process of the topology, and of its detector inside Flink, when 20,000 connections are known, writes a change of
 * each of 20 targets, and starts the program again at once. The outage lasts until a reader of committed records has all
 * changes. Before the kill, the memory is measured.
 *
 * <p>Arguments: rounds (5). Build with {@code -Pflink} and start it in the top directory.
 */
public final class KilledBesideFlink {
    private static final int TARGETS = 20;
    private static final int CONNECTIONS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private record Result(double outageSeconds, double heapMebibytes, double residentMebibytes) {}

    private KilledBesideFlink() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        var results = new TreeMap<String, List<Result>>();
        var programs = ContestantProgram.besideFlink("detect");
        for (int round = 1; round <= rounds; round++) {
            for (ContestantProgram it : programs) {
                // A cluster of its own, so that each has the same to read.
                try (var house = BenchCluster.open();
                        var admin = Admin.create(house.access().admin())) {
                    Result result = kill(it, house, admin);
                    results.computeIfAbsent(it.name(), any -> new ArrayList<>()).add(result);
                    System.out.printf("round %d: %s %s%n", round, it.name(), told(List.of(result)));
                }
            }
        }
        for (ContestantProgram it : programs) {
            System.out.printf("median of %s: %s%n", it.name(), told(results.getOrDefault(it.name(), List.of())));
        }
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private static String told(List<Result> of) {
        return String.format(
                "outage %.1f s, live heap %.0f MiB, resident %.0f MiB",
                Race.median(of.stream().map(Result::outageSeconds).toList()),
                Race.median(of.stream().map(Result::heapMebibytes).toList()),
                Race.median(of.stream().map(Result::residentMebibytes).toList()));
    }

    private static Result kill(ContestantProgram program, BenchCluster house, Admin admin) throws Exception {
        program.createTopics(admin, "killed");
        // A partition that was just made refuses a producer's first batch and takes the second; the producer gives up
        // after two minutes.
        TimeUnit.SECONDS.sleep(3);
        String topic = program.transitions("killed");
        try (var scans = new SampleScans(house.access(), Instant.now(), 0)) {
            for (int target = 0; target < TARGETS; target++) {
                for (int line = 0; line < CONNECTIONS; line++) {
                    scans.line(target, 1, line, true);
                }
                scans.end(target, 1, CONNECTIONS);
            }
            scans.flush();
            double resident;
            double heap;
            try (var pool = program.start(house)) {
                var contestant = pool.begin("killed");
                while (contestant.judged() < TARGETS * (CONNECTIONS + 1L)) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                TimeUnit.SECONDS.sleep(4); // until the first sight is committed and in a checkpoint
                resident = pool.residentMebibytes();
                heap = pool.liveHeapMebibytes();
            }
            long killed = System.nanoTime();
            for (int target = 0; target < TARGETS; target++) {
                scans.line(target, 2, target, false);
            }
            scans.flush();
            try (var pool = program.start(house)) {
                var unused = pool.begin("killed");
                awaitChanges(house.access(), topic);
                return new Result(Readings.secondsSince(killed), heap, resident);
            }
        }
    }

    /** Waits until each target's change is committed: the second transition of its connection's tunnel. */
    private static void awaitChanges(KafkaAccess access, String topic) {
        var settings = access.consumer();
        settings.put("isolation.level", "read_committed");
        long began = System.nanoTime();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(it -> new TopicPartition(topic, it.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<String, Integer> transitions = new TreeMap<>();
            while (changed(transitions) < TARGETS) {
                if (Readings.secondsSince(began) > PATIENCE.toSeconds()) {
                    throw new IllegalStateException("Only " + changed(transitions) + " changes came");
                }
                for (var it : consumer.poll(Duration.ofMillis(20))) {
                    if (it.key().contains("/vco-")) { // others are of the target itself
                        transitions.merge(it.key(), 1, Integer::sum);
                    }
                }
            }
        }
    }

    /** Every connection has as many transitions at its first sight; those that changed have more. */
    private static long changed(Map<String, Integer> transitions) {
        int first = transitions.values().stream().mapToInt(it -> it).min().orElse(0);
        boolean complete = transitions.size() == TARGETS * CONNECTIONS;
        return complete ? transitions.values().stream().filter(it -> it > first).count() : 0;
    }
}
