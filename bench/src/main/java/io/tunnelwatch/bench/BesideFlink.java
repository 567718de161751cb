package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Compares the topology with a Flink job that decodes, compares and publishes status changes exactly once, as {@link
 * BesidePlainLoop} does with a loop: in turns, each in a process of its own with the same heap, and one broker in this process.
 *
 * <p>Arguments: {@code throughput} or {@code latency}, rounds (5), and scans (12) and targets (20) of 1,000 connections each,
 * or changes in a round (100). Build with {@code -Pflink} and start it in the top directory.
 */
public final class BesideFlink {
    private static final int A_SECOND = 20;

    /** A contestant, and its result in each round. */
    private record Runner(String name, ContestantPool stable, List<Double> results) {
        String topic(String group) {
            return name.startsWith("flink") ? group + "-transitions" : Topics.TRANSITIONS.name();
        }
    }

    private BesideFlink() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = argument(arguments, 1, 5);
        if (arguments[0].equals("throughput")) {
            throughput(rounds, argument(arguments, 2, 12), argument(arguments, 3, 20));
        } else {
            latency(rounds, argument(arguments, 2, 100));
        }
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private static int argument(String[] arguments, int index, int usual) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : usual;
    }

    private static void throughput(int rounds, int scans, int targets) throws Exception {
        try (var race = new Race(scans, targets)) {
            var runners = runners(race.access(), race.house());
            for (int round = 0; round <= rounds; round++) {
                for (Runner it : runners) {
                    String group = it.name() + "-" + round;
                    double result = race.time(it.topic(group), () -> begin(race.admin(), it, group));
                    note(round, it, result, "%,.0f/s");
                }
            }
            conclude(runners, "%,.0f/s");
        }
    }

    private static void latency(int rounds, int changes) throws Exception {
        try (var house = BenchCluster.open();
                var admin = Admin.create(house.access().admin())) {
            var track = new ChangeLatency(house.access(), changes, A_SECOND);
            var runners = runners(house.access(), house);
            for (int round = 0; round <= rounds; round++) {
                for (Runner it : runners) {
                    String group = it.name() + "-" + round;
                    long[] took = track.time(it.topic(group), begin(admin, it, group));
                    System.out.printf(
                            "p99 %.1f ms, longest %.1f ms; ",
                            took[took.length * 99 / 100] / 1e6, took[took.length - 1] / 1e6);
                    note(round, it, took[took.length / 2] / 1e6, "median %.1f ms");
                }
            }
            conclude(runners, "%.1f ms");
        }
    }

    private static List<Runner> runners(KafkaAccess access, BenchCluster house) throws IOException {
        return List.of(
                runner(
                        "topology",
                        System.getProperty("java.class.path"),
                        TopologyContestantPool.class.getName(),
                        access,
                        house),
                flink("flink-1s", access, house, "1000"),
                flink("flink-100ms", access, house, "100"));
    }

    private static Runner flink(String name, KafkaAccess access, BenchCluster house, String... own) throws IOException {
        Path built = Path.of("bench", "flink", "target");
        String classPath = built.resolve("classes") + File.pathSeparator + built.resolve("lib") + File.separator + "*";
        return runner(name, classPath, "io.tunnelwatch.bench.flink.FlinkContestantPool", access, house, own);
    }

    private static Runner runner(
            String name, String classPath, String program, KafkaAccess access, BenchCluster house, String... own)
            throws IOException {
        Path directory = Files.createDirectories(house.directory(name));
        return new Runner(
                name, new ContestantPool(name, classPath, program, directory, access, own), new ArrayList<>());
    }

    /** Starts a contestant. Each Flink job gets its own topic, because a cancelled one leaves a transaction open. */
    private static Contestant begin(Admin admin, Runner runner, String group) {
        if (!runner.topic(group).equals(Topics.TRANSITIONS.name())) {
            admin.createTopics(List.of(new NewTopic(runner.topic(group), Optional.of(6), Optional.empty())));
        }
        return runner.stable().begin(group);
    }

    private static void note(int round, Runner runner, double result, String format) {
        System.out.printf("%s: %s " + format + "%n", round == 0 ? "warm-up" : "round " + round, runner.name(), result);
        if (round > 0) {
            runner.results().add(result);
        }
    }

    private static void conclude(List<Runner> runners, String format) {
        double ours = Race.median(runners.get(0).results());
        for (Runner it : runners) {
            double median = Race.median(it.results());
            System.out.printf(
                    "median of %s: " + format + ", ours is %.2f times that%n", it.name(), median, ours / median);
            it.stable().close();
        }
    }
}
