package io.tunnelwatch.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a person sees while it starts: a line for each step, with the seconds since the process began. */
final class Progress {
    private final long began = ManagementFactory.getRuntimeMXBean().getStartTime();

    void say(String what, String detail) {
        System.out.printf(Locale.ROOT, "%6.1f s  %-9s %s%n", seconds(), what, detail);
    }

    /** For what is not a step but must be read. */
    void note(String text) {
        System.out.println();
        System.out.println(text);
        System.out.println();
    }

    void ready(URI page) {
        System.out.println();
        System.out.printf(Locale.ROOT, "Ready in %.1f s, %s resident.%n", seconds(), resident());
        System.out.println("The page:  " + page);
        System.out.println("Ctrl-C stops it; what it knows is kept, and it goes on from there.");
    }

    private double seconds() {
        return (System.currentTimeMillis() - began) / 1000.0;
    }

    /** Linux tells; elsewhere the heap has to do. */
    private static String resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(it -> it.startsWith("VmRSS"))
                    .map(it -> Long.parseLong(it.replaceAll("\\D", "")) / 1024 + " MB")
                    .findFirst()
                    .orElse("? MB");
        } catch (IOException e) {
            var runtime = Runtime.getRuntime();
            return ((runtime.totalMemory() - runtime.freeMemory()) >> 20) + " MB of heap";
        }
    }
}
