package io.tunnelwatch.app.ingest;

import io.tunnelwatch.app.Tunnelwatch;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code tunnelwatch ingest} in a process of its own, which a test may kill or stop. */
final class IngestProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    IngestProcess(Path directory, String name, Map<String, String> settings, Simulator cloud) throws IOException {
        this(directory, name, settings, cloud, List.of());
    }

    /** @param options further options, such as {@code --config} */
    IngestProcess(Path directory, String name, Map<String, String> settings, Simulator cloud, List<String> options)
            throws IOException {
        this(directory, name, settings, cloud, options, List.of("-Xmx256m"), List.of());
    }

    /**
     * The same with further conditions.
     *
     * @param jvm options of the virtual machine
     * @param under a command that runs the command after it
     */
    IngestProcess(
            Path directory,
            String name,
            Map<String, String> settings,
            Simulator cloud,
            List<String> options,
            List<String> jvm,
            List<String> under)
            throws IOException {
        output = directory.resolve(name + ".txt");
        var command = new ArrayList<>(under);
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Tunnelwatch.class.getName(),
                "ingest",
                "--set",
                "ops.port=0",
                "--set",
                "ingest.instance.id=" + name,
                "--set",
                "ingest.data.dir=" + directory.resolve(name)));
        command.addAll(options);
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(it -> it.startsWith("ALIBABA_CLOUD_") || it.startsWith("TUNNELWATCH_"));
        // Not on the command line, which every user of the machine can read: the key of the fingerprints is among them.
        settings.forEach((setting, value) -> builder.environment().put(Settings.variable(setting), value));
        builder.environment().put("ALIBABA_CLOUD_ACCESS_KEY_ID", cloud.accessKeyId());
        builder.environment().put("ALIBABA_CLOUD_ACCESS_KEY_SECRET", cloud.accessKeySecret());
        process = builder.redirectOutput(output.toFile()).start();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the process has ended by itself. */
    int exitCode() {
        return process.onExit().orTimeout(60, TimeUnit.SECONDS).join().exitValue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
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
}
