package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs contestants of one kind one after the other, so that all but the first find compiled code. It receives
 * the lines {@code begin GROUP} and {@code end}, and answers {@code judged N} every few milliseconds and, last, {@code ended}.
 */
final class ContestantPool implements AutoCloseable {
    static final String BEGIN = "begin ";
    static final String END = "end";
    static final String JUDGED = "judged ";
    static final String ENDED = "ended";

    private final Process process;
    private final PrintStream orders;
    private final LinkedBlockingQueue<String> endings = new LinkedBlockingQueue<>();
    private volatile long judged;

    /** Starts the process, with the same heap for every kind; the last arguments are its program's own. */
    ContestantPool(String name, String classPath, String program, Path directory, KafkaAccess access, String... own)
            throws IOException {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                // Flink's own scripts set these; they change nothing for others.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-cp",
                classPath,
                program,
                access.bootstrapServers(),
                access.registryUrl(),
                directory.toString()));
        line.addAll(List.of(own));
        File errors = directory.resolve(name + ".log").toFile();
        this.process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.to(errors))
                .start();
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        var listener = new Thread(this::listen, name);
        listener.setDaemon(true);
        listener.start();
    }

    Contestant begin(String group) {
        judged = 0;
        orders.println(BEGIN + group);
        return new Contestant() {
            @Override
            public long judged() {
                if (!process.isAlive()) {
                    throw new IllegalStateException("The process of " + group + " ended: see its log");
                }
                return judged;
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    private void end() {
        orders.println(END);
        try {
            String ending = null;
            while (process.isAlive() && ending == null) {
                ending = endings.poll(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith(JUDGED)) {
                    judged = Long.parseLong(line.substring(JUDGED.length()));
                } else if (line.equals(ENDED)) {
                    endings.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                        .filter(it -> it.startsWith("VmRSS:"))
                        .mapToDouble(it -> Double.parseDouble(it.replaceAll("\\D", "")))
                        .sum()
                / 1024;
    }

    /** The objects in use, after a collection. */
    double liveHeapMebibytes() throws IOException, InterruptedException {
        var jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .start();
        try (BufferedReader said = jcmd.inputReader(StandardCharsets.UTF_8)) {
            String total = said.lines()
                    .filter(it -> it.startsWith("Total"))
                    .findFirst()
                    .orElseThrow();
            return Double.parseDouble(total.strip().split("\\s+")[2]) / (1024 * 1024);
        } finally {
            jcmd.waitFor();
        }
    }

    /** Kills the process. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
