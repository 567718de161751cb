package io.tunnelwatch.app.notify;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.notify.Notifier;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A notifier in a process of its own, which a test may kill. */
final class NotifierProcess implements AutoCloseable {
    private final Process process;

    NotifierProcess(Path output, Settings settings) throws IOException {
        var builder = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NotifierProcess.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("TUNNELWATCH_"));
        settings.asGiven().forEach((name, value) -> builder.environment().put(Settings.variable(name), value));
        process = builder.start();
    }

    public static void main(String[] arguments) throws IOException {
        var settings = Settings.read(Optional.empty(), System.getenv(), Map.of());
        String id = Long.toString(ProcessHandle.current().pid());
        start(settings, id, Files.createTempDirectory("notifier")).ended().join();
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
