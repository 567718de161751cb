package io.tunnelwatch.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares {@code tunnelwatch up} with an exporter, Prometheus and Alertmanager: the same simulated cloud, the same number of
 * calls to it, the same holds, one webhook for all. Both watch at the same time, each a cloud of its own in which the same
 * happens at the same instants.
 *
 * <p>Arguments: what to compare (latency, flapping, restart or all), seed (1). All of it takes ten minutes. Debian's packages
 * prometheus and prometheus-alertmanager must be installed.
 */
public final class BesidePrometheus {
    private BesidePrometheus() {}

    public static void main(String[] arguments) throws Exception {
        String part = arguments.length > 0 ? arguments[0] : "all";
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        Path directory = Files.createTempDirectory("tunnelwatch-beside-prometheus");
        System.out.printf("seed %d, logs in %s%n", seed, directory);
        boolean all = part.equals("all");
        if (all || part.equals("latency")) {
            NoticeLatency.compare(directory.resolve("latency"), seed);
        }
        if (all || part.equals("flapping")) {
            NoticesOfFlapping.compare(directory.resolve("flapping"));
        }
        if (all || part.equals("restart")) {
            for (boolean killed : new boolean[] {false, true}) {
                NoticesThroughRestart.compare(directory.resolve(killed ? "killed" : "stopped"), killed);
            }
        }
        System.exit(0); // the simulators leave threads that are no daemons
    }
}
