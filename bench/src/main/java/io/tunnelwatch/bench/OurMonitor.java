package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code tunnelwatch up} with a webhook, on a simulated cloud that runs elsewhere. */
final class OurMonitor implements AutoCloseable {
    static final String CONTESTANT = "tunnelwatch";

    /** A connection that is down from the start, and whose alert has no hold. */
    static final String PROBE = PrometheusRules.WITHOUT_HOLD + "probe";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final int kafkaPort = LaunchedProgram.freePort();
    private final int registryPort = LaunchedProgram.freePort();
    private final List<String> arguments;
    private final int port = LaunchedProgram.freePort();
    private LaunchedProgram program;

    OurMonitor(Path directory, Simulator cloud, Pace pace, NoticeReceiver receiver)
            throws IOException, InterruptedException {
        this(directory, cloud, pace, receiver, Map.of(), Map.of());
    }

    /**
     * Starts it.
     *
     * @param more settings beyond those of the pace
     * @param first variables of its environment when it is launched for the first time, beyond its settings
     */
    OurMonitor(
            Path directory,
            Simulator cloud,
            Pace pace,
            NoticeReceiver receiver,
            Map<String, String> more,
            Map<String, String> first)
            throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        environment.put("ALIBABA_CLOUD_ACCESS_KEY_ID", cloud.accessKeyId());
        environment.put("ALIBABA_CLOUD_ACCESS_KEY_SECRET", cloud.accessKeySecret());
        settings(cloud, pace, receiver, more).forEach((name, value) -> environment.put(Settings.variable(name), value));
        this.arguments = List.of(
                "--data-dir=" + directory.resolve("data"),
                "--kafka-port=" + kafkaPort,
                "--registry-port=" + registryPort,
                "--http-port=" + port,
                "--open-broker");
        environment.putAll(first);
        this.program = launch();
        environment.keySet().removeAll(first.keySet());
    }

    private static Map<String, String> settings(
            Simulator cloud, Pace pace, NoticeReceiver receiver, Map<String, String> more) {
        var settings = new HashMap<>(Map.of(
                "cloud.endpoint", cloud.endpoint().toString(),
                "targets", String.join(",", cloud.targets()),
                "poll.interval", pace.poll().toString(),
                // Off: rechecks would be more calls than the other side makes, and no notice comes sooner by them.
                "poll.recheck.interval", pace.poll().toString(),
                "alerts.for", pace.hold().toString(),
                "alerts.keep.firing", pace.keepFiring().toString(),
                "notify.hook.type", "webhook"));
        settings.put("notify.hook.url", receiver.url(CONTESTANT));
        settings.put("alerts.local", "name:" + PrometheusRules.WITHOUT_HOLD + "* for=PT0S");
        settings.putAll(more);
        return settings;
    }

    private LaunchedProgram launch() throws IOException, InterruptedException {
        var launched = LaunchedProgram.start(directory, environment, "up", arguments);
        try {
            launched.awaitReady(http, port);
            return launched;
        } catch (IllegalStateException e) {
            launched.close(); // nobody else knows of it yet
            throw e;
        }
    }

    /**
     * Waits until it tells of the probe. At its very first start it tells nothing of the past, and takes some seconds until it
     * knows that it has read that.
     */
    void awaitFirstNotice(NoticeReceiver receiver) throws InterruptedException {
        receiver.await(CONTESTANT, PROBE);
    }

    /** Access to its broker, to which the bench may write too. */
    KafkaAccess access() {
        return KafkaAccess.of(Settings.of(Map.of(
                "bootstrap.servers", "127.0.0.1:" + kafkaPort,
                "schema.registry.url", "http://127.0.0.1:" + registryPort)));
    }

    /** Asks it to stop and waits. */
    void stop() {
        program.close();
    }

    /** Kills it, like a power cut. */
    void kill() {
        program.process().destroyForcibly().onExit().join();
    }

    void relaunch() throws IOException, InterruptedException {
        program = launch();
    }

    @Override
    public void close() {
        program.close();
    }
}
