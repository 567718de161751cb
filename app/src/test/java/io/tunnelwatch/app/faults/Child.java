package io.tunnelwatch.app.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A JVM of its own, which a test may kill or stop, and start again. */
public final class Child implements AutoCloseable {
    private static final int STOPS_WITHIN_SECONDS = 30;

    private final List<String> command;
    private final Path output;
    private Process process;

    /**
     * Launches the JVM.
     *
     * @param output file for the output of all its runs
     */
    public Child(Path output, Class<?> main, List<String> arguments) throws IOException {
        this(output, main, arguments, UnaryOperator.identity());
    }

    /**
     * Launches the JVM in surroundings of its own.
     *
     * @param surroundings makes the command for it; the JVM must remain the process that is started
     */
    Child(Path output, Class<?> main, List<String> arguments, UnaryOperator<List<String>> surroundings)
            throws IOException {
        this.output = output;
        var java = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        java.addAll(arguments);
        this.command = surroundings.apply(java);
        this.process = launched();
    }

    public void launch() throws IOException {
        process = launched();
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the process without a clean stop, like a power cut. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Asked to stop, it did not; see " + output);
        }
    }

    /** Sends a signal: STOP or CONT. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private Process launched() throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(it -> it.startsWith("TUNNELWATCH_"));
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }
}
