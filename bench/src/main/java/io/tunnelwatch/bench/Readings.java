package io.tunnelwatch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Readings of the clock and of the operating system. */
final class Readings {
    private Readings() {}

    static double residentMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(it -> it.startsWith("VmRSS"))
                        .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }

    /** The median and the longest of all rounds but the first ones, which warm up. */
    static String warmMillis(double[] rounds) {
        double[] warm = Arrays.copyOfRange(rounds, rounds.length / 3, rounds.length);
        Arrays.sort(warm);
        return String.format("%.1f ms (at most %.1f ms)", warm[warm.length / 2], warm[warm.length - 1]);
    }

    static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
