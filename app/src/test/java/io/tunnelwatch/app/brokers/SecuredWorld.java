package io.tunnelwatch.app.brokers;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.notify.RecordingReceiver;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.notify.Notifier;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.SinkSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Everything around a secured cluster: a cloud with a tunnel that is down, a registry, a receiver, and programs to start. */
final class SecuredWorld implements AutoCloseable {
    private static final String SCENARIO =
            """
            accounts:
              - {name: test, regions: [cn-hangzhou]}
            gateways:
              - {name: here}
            connections:
              - {name: steady, gateway: here}
              - {name: broken, gateway: here}
            timeline:
              - {at: PT0S, connection: broken, is: down}
            """;

    private final SecuredBrokers brokers;
    private final Path directory;
    private final EmbeddedRegistry registry;
    private final RecordingReceiver receiver = new RecordingReceiver();
    private final Simulator cloud = Simulator.start(Scenario.parse("secured", SCENARIO), 0, Instant.now());
    private final Deque<Program> programs = new ArrayDeque<>();

    SecuredWorld(SecuredBrokers brokers, Path directory) throws Exception {
        this.brokers = brokers;
        this.directory = directory;
        this.registry = EmbeddedRegistry.start(new HashMap<>(brokers.root()), 0);
    }

    RecordingReceiver receiver() {
        return receiver;
    }

    Collection<Program> programs() {
        return programs;
    }

    /** Starts the programs, each of which logs in as a user of its own and in a way of its own. */
    void startAll() throws Exception {
        var sink = settings(brokers.scram("tunnelwatch-sink"));
        programs.push(Sink.start(SinkSettings.of(sink), new PrometheusRegistry(), Map::of));
        programs.push(notifier());
        programs.push(processor());
        var ingest = settings(brokers.pem("tunnelwatch-ingest"));
        programs.push(Ingest.start(
                IngestSettings.of(ingest),
                CredentialsSource.fixed(cloud.accessKeyId(), cloud.accessKeySecret()),
                new PrometheusRegistry()));
    }

    /** A started processor, which the caller closes. */
    Processor processor() throws Exception {
        var settings = settings(brokers.jks("tunnelwatch-processor"));
        return Processor.start(ProcessorSettings.of(settings), new PrometheusRegistry());
    }

    /** A started notifier, which the caller closes. */
    Notifier notifier() throws Exception {
        var settings = settings(brokers.token("tunnelwatch-notify"));
        return Notifier.start(
                NotifySettings.of(settings),
                GateSettings.of(settings),
                "1",
                directory.resolve("notify"),
                new PrometheusRegistry(),
                () -> true);
    }

    /** @param client settings of the client that logs in */
    Settings settings(Map<String, String> client) {
        var it = SecuredBrokers.asSettings(client);
        it.put("schema.registry.url", registry.address().toString());
        it.put("cloud.endpoint", cloud.endpoint().toString());
        it.put("targets", "test/cn-hangzhou");
        it.put("poll.interval", "PT2S");
        it.put("alerts.for", "PT2S");
        it.put("http.port", "0");
        it.put("notify.ops.type", "webhook");
        it.put("notify.ops.url", receiver.url());
        for (String part : new String[] {"ingest.data.dir", "processor.state.dir", "sink.state.dir"}) {
            it.put(part, directory.resolve(part).toString());
        }
        return Settings.of(it);
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
        cloud.close();
        receiver.close();
        registry.close();
    }
}
