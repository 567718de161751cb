package io.tunnelwatch.app.console;

import io.tunnelwatch.app.running.ResidentMemory;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Prints the progress of a start: what is there, where, and how long after the launch of the JVM. */
public final class StartupProgress {
    private final PrintWriter out;

    public StartupProgress(PrintWriter out) {
        this.out = out;
    }

    public void print(String sentence) {
        out.println(sentence);
    }

    public void started(Object what, String where) {
        out.printf(Locale.ROOT, "%6.1f s  %-10s %s%n", secondsSinceLaunch(), what, where);
        out.flush();
    }

    public void ready() {
        var memory = ResidentMemory.megabytes();
        out.printf(
                Locale.ROOT,
                "Ready after %.1f s%s. Ctrl-C stops it; a second Ctrl-C does not wait.%n",
                secondsSinceLaunch(),
                memory.isPresent() ? ", " + memory.getAsLong() + " MB resident" : "");
        out.flush();
    }

    static double secondsSinceLaunch() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    }
}
