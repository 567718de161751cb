package io.tunnelwatch.bench;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A processor in a process of its own: prints the time until it ran, its heap and its resident memory, and ends. */
public final class RestoredProcessor {
    private RestoredProcessor() {}

    /** Starts it; returns seconds, bytes of heap, resident megabytes. */
    static String[] launch(KafkaAccess access, String group, Path directory) throws IOException {
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx4g",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestoredProcessor.class.getName(),
                        access.bootstrapServers(),
                        access.registryUrl(),
                        group,
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.lines()
                .filter(it -> it.startsWith("restored "))
                .findFirst()
                .orElseThrow(() -> new IOException("No result in the output: " + said))
                .substring("restored ".length())
                .split(" ");
    }

    public static void main(String[] arguments) throws Exception {
        var access = KafkaAccess.of(
                Settings.of(Map.of("bootstrap.servers", arguments[0], "schema.registry.url", arguments[1])));
        long began = System.nanoTime();
        try (var topology = new OurTopology(access, Rules.defaults(), arguments[2], Path.of(arguments[3]))) {
            while (!topology.isRunning()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            double seconds = Readings.secondsSince(began);
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.printf(
                    "restored %.3f %d %.1f%n",
                    seconds,
                    heap,
                    Readings.residentMegabytes(ProcessHandle.current().pid()));
        }
        System.exit(0);
    }
}
