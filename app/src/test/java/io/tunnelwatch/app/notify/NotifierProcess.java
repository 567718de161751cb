package io.tunnelwatch.app.notify;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.notify.Notifier;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A notifier in a process of its own, which a test may kill and start again under its name. */
final class NotifierProcess implements AutoCloseable {
    private static final int MOST_STARTS = 5;

    private final Path directory;
    private final String instanceId;
    private final Settings settings;
    private Process process;

    /** Launches it; its output and its state are below the directory. */
    NotifierProcess(Path directory, String instanceId, Settings settings) throws IOException {
        this.directory = directory;
        this.instanceId = instanceId;
        this.settings = settings;
        this.process = launched();
    }

    public static void main(String[] arguments) {
        var settings = Settings.read(Optional.empty(), System.getenv(), Map.of());
        startPatiently(settings, arguments[0], Path.of(arguments[1])).ended().join();
    }

    /** On a busy machine the broker may answer too late for a start. A supervisor would start the program again. */
    private static Notifier startPatiently(Settings settings, String instanceId, Path stateDirectory) {
        for (int start = 1; start < MOST_STARTS; start++) {
            try {
                return start(settings, instanceId, stateDirectory);
            } catch (OperatorException e) {
                System.out.println(e.getMessage());
            }
        }
        return start(settings, instanceId, stateDirectory);
    }

    static Notifier start(Settings settings, String instanceId, Path stateDirectory) {
        return Notifier.start(
                NotifySettings.of(settings),
                new GateSettings("test", Optional.empty()),
                instanceId,
                stateDirectory,
                new PrometheusRegistry(),
                () -> true);
    }

    private Process launched() throws IOException {
        var builder = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NotifierProcess.class.getName(),
                        instanceId,
                        directory.resolve(instanceId + "-state").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile().toFile()));
        builder.environment().keySet().removeIf(it -> it.startsWith("TUNNELWATCH_"));
        settings.asGiven().forEach((name, value) -> builder.environment().put(Settings.variable(name), value));
        return builder.start();
    }

    /** The output of all its runs. */
    String output() throws IOException {
        return Files.readString(outputFile());
    }

    private Path outputFile() {
        return directory.resolve(instanceId + ".txt");
    }

    void launch() throws IOException {
        process = launched();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
