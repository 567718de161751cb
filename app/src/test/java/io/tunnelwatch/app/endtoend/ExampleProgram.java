package io.tunnelwatch.app.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** An example of the directory {@code examples}, run as its README says, in a process of its own. */
final class ExampleProgram implements AutoCloseable {
    static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

    private static final String STANDARD_BROKER = "127.0.0.1:9092";
    private static final String STANDARD_REGISTRY = "http://127.0.0.1:8081";
    private static final String COMMAND = "    ";
    private static final int TRIAL_SECONDS = 60;

    /** This JDK first, and then Debian's programs: its packages of Python are for its own Python. */
    private static final String PATH =
            System.getProperty("java.home") + "/bin:/usr/bin:" + System.getenv().getOrDefault("PATH", "");

    private final Process process;
    private final Path output;
    private final Path errors;

    private ExampleProgram(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Starts an example.
     *
     * @param name directory of the example
     * @param home where it runs: that directory, or a copy of it with the packages that it needs
     */
    static ExampleProgram start(String name, Path home, RunningTunnelwatch beside, Path directory) throws IOException {
        Path output = directory.resolve(name + ".txt");
        Path errors = directory.resolve(name + "-errors.txt");
        String command = commandOf(name)
                .replace(STANDARD_BROKER, beside.bootstrapServers())
                .replace(STANDARD_REGISTRY, beside.registryUrl());
        var process = shell("exec " + command)
                .directory(home.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        return new ExampleProgram(process, output, errors);
    }

    /** Skips the test, with the reason, if a command does not succeed here. */
    static void require(String command, String otherwise) throws Exception {
        Process trial = shell(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean done = trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS) && trial.exitValue() == 0;
        Assumptions.assumeTrue(done, "SKIPPED: " + otherwise + ".");
    }

    private static ProcessBuilder shell(String command) {
        var builder = new ProcessBuilder("sh", "-c", command);
        builder.environment().put("PATH", PATH);
        return builder;
    }

    /** The command of the README: its first indented lines. */
    private static String commandOf(String name) throws IOException {
        return Files.readAllLines(EXAMPLES.resolve(name).resolve("README.md")).stream()
                .dropWhile(it -> !it.startsWith(COMMAND))
                .takeWhile(it -> it.startsWith(COMMAND))
                .map(String::strip)
                .collect(Collectors.joining("\n"));
    }

    /** The complete lines that it has printed so far. */
    List<String> lines() throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** The end of its errors. */
    String errors() throws IOException {
        String all = Files.readString(errors);
        return all.substring(Math.max(0, all.length() - 2_000));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
