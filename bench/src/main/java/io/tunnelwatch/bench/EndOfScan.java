package io.tunnelwatch.bench;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.topology.DecisionListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long the topology takes for the end of a scan while half of a target's connections are down: from the last
 * snapshot's decision until the end is judged and stored. All go down in the second scan; nothing changes in the later ones.
 *
 * <p>Arguments: rounds (5), connections (10,000), scans (8).
 */
public final class EndOfScan {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private EndOfScan() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int lines = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int scans = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 8;
        try (var house = BenchCluster.open()) {
            write(house, lines, scans);
            var ends = new ArrayList<Ends>();
            for (int round = 0; round <= rounds; round++) {
                var each = new Ends(scans);
                String group = "ends-" + round;
                try (var topology =
                        new OurTopology(house.access(), Rules.defaults(), group, house.directory(group), each)) {
                    while (topology.judged() < (long) scans * (lines + 1)) {
                        TimeUnit.MILLISECONDS.sleep(1);
                    }
                }
                if (round > 0) {
                    ends.add(each); // the first round warms up
                }
            }
            print(ends, scans);
        }
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private static void write(BenchCluster house, int lines, int scans) {
        try (var scanner = new SampleScans(house.access(), BEGIN, 20)) {
            for (int scan = 1; scan <= scans; scan++) {
                for (int line = 0; line < lines; line++) {
                    scanner.line(0, scan, line, scan == 1 || line % 2 == 0);
                }
                scanner.end(0, scan, lines);
            }
            scanner.flush();
        }
    }

    private static void print(List<Ends> rounds, int scans) {
        for (int scan = 0; scan < scans; scan++) {
            int number = scan;
            var millis =
                    rounds.stream().map(it -> it.nanos[number] / 1e6).sorted().toList();
            int steps = rounds.get(0).events[number];
            System.out.printf(
                    "end of scan %d: median %.1f ms (%.1f to %.1f), %d events%n",
                    scan + 1, Race.median(millis), millis.get(0), millis.get(millis.size() - 1), steps);
        }
    }

    /** The time that each end of a scan took, and how many events it had. */
    private static final class Ends implements DecisionListener {
        private final long[] nanos;
        private final int[] events;
        private int scan;
        private long before = System.nanoTime();

        Ends(int scans) {
            this.nanos = new long[scans];
            this.events = new int[scans];
        }

        @Override
        public void decided(Observation observation, Instant nextPollDue, Decision decision) {
            long now = System.nanoTime();
            if (observation.body().endsScan()) {
                nanos[scan] = now - before;
                events[scan++] = decision.events().size();
            }
            before = now;
        }
    }
}
