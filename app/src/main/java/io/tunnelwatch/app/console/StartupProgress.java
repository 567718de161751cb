package io.tunnelwatch.app.console;

import io.tunnelwatch.app.running.LogFormat;
import io.tunnelwatch.app.running.LogbackConfigurator;
import io.tunnelwatch.app.running.ResidentMemory;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints the progress of a start: what is there, where, and how long after the launch of the JVM. */
public final class StartupProgress {
    private static final Logger LOG = LoggerFactory.getLogger(StartupProgress.class);

    private final PrintWriter out;

    public StartupProgress(PrintWriter out) {
        this.out = out;
    }

    /** A log in JSON contains the progress too: a collector can read nothing else. */
    private static boolean isLogged() {
        return LogbackConfigurator.format() == LogFormat.JSON;
    }

    public void print(String sentence) {
        if (isLogged()) {
            LOG.info("{}", sentence.strip());
            return;
        }
        out.println(sentence);
    }

    public void started(Object what, String where) {
        if (isLogged()) {
            LOG.atInfo().addKeyValue("part", what).addKeyValue("where", where).log("Started");
            return;
        }
        out.printf(Locale.ROOT, "%6.1f s  %-10s %s%n", secondsSinceLaunch(), what, where);
        out.flush();
    }

    public void ready() {
        if (isLogged()) {
            LOG.atInfo().addKeyValue("seconds", secondsSinceLaunch()).log("Ready");
            return;
        }
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
