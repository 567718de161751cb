package io.tunnelwatch.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/**
 * Compares the topology with a Flink job, in turns, each in a process of its own with the same heap, and one broker in this
 * process. The job {@code compare} decodes, compares and publishes status changes exactly once, as {@link BesidePlainLoop} does
 * with a loop; {@code detect} is the topology's own detector inside Flink.
 *
 * <p>Arguments: {@code throughput} or {@code latency}, the job, rounds (5), and scans (12) and targets (20) of 1,000 connections
 * each, or changes in a round (100). Build with {@code -Pflink} and start it in the top directory.
 */
public final class BesideFlink {
    private static final int A_SECOND = 20;

    /** A contestant, and its result in each round. */
    private record Runner(ContestantProgram program, ContestantPool pool, List<Double> results) {
        String name() {
            return program.name();
        }

        Contestant begin(Admin admin, String group) {
            program.createTopics(admin, group);
            return pool.begin(group);
        }
    }

    private BesideFlink() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = argument(arguments, 2, 5);
        if (arguments[0].equals("throughput")) {
            throughput(arguments[1], rounds, argument(arguments, 3, 12), argument(arguments, 4, 20));
        } else {
            latency(arguments[1], rounds, argument(arguments, 3, 100));
        }
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private static int argument(String[] arguments, int index, int usual) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : usual;
    }

    private static void throughput(String job, int rounds, int scans, int targets) throws Exception {
        try (var race = new Race(scans, targets)) {
            var runners = runners(job, race.house());
            for (int round = 0; round <= rounds; round++) {
                for (Runner it : runners) {
                    String group = it.name() + "-" + round;
                    double result = race.time(it.program().transitions(group), () -> it.begin(race.admin(), group));
                    note(round, it, result, "%,.0f/s");
                }
            }
            conclude(runners, "%,.0f/s");
        }
    }

    private static void latency(String job, int rounds, int changes) throws Exception {
        try (var house = BenchCluster.open();
                var admin = Admin.create(house.access().admin())) {
            var track = new ChangeLatency(house.access(), changes, A_SECOND);
            var runners = runners(job, house);
            for (int round = 0; round <= rounds; round++) {
                for (Runner it : runners) {
                    String group = it.name() + "-" + round;
                    long[] took = track.time(it.program().transitions(group), it.begin(admin, group));
                    System.out.printf(
                            "p99 %.1f ms, longest %.1f ms; ",
                            took[took.length * 99 / 100] / 1e6, took[took.length - 1] / 1e6);
                    note(round, it, took[took.length / 2] / 1e6, "median %.1f ms");
                }
            }
            conclude(runners, "%.1f ms");
        }
    }

    private static List<Runner> runners(String job, BenchCluster house) throws IOException {
        var runners = new ArrayList<Runner>();
        for (ContestantProgram it : ContestantProgram.besideFlink(job)) {
            runners.add(new Runner(it, it.start(house), new ArrayList<>()));
        }
        return runners;
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
            it.pool().close();
        }
    }
}
