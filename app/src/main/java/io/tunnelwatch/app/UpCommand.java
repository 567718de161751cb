package io.tunnelwatch.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.CredentialsSource;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.Program;
import io.tunnelwatch.schemas.program.Settings;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.SinkSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything in one process. Read from top to bottom, {@link #call} is the picture of the README. */
@Command(
        name = "up",
        description = "Runs everything in one process: broker, registry, poller, processor, page.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tunnelwatch up                                  a simulated cloud, if there are no credentials",
            "  TUNNELWATCH_TARGETS=prod/eu-central-1 tunnelwatch up",
            "  tunnelwatch up --http-port 0 --kafka-port 0 --registry-port 0",
            "  tunnelwatch up --bootstrap-servers kafka:9092 --schema-registry http://registry:8081",
            "  tunnelwatch up --simulate=my-scenario.yaml"
        })
final class UpCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--data-dir", defaultValue = "./data", description = "Where everything is kept (${DEFAULT-VALUE}).")
    private Path dataDirectory = Path.of("./data");

    @Option(names = "--http-port", paramLabel = "PORT", description = "Port of the page and the API (8080); 0: any.")
    private @Nullable Integer httpPort;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port of the embedded broker (${DEFAULT-VALUE}); 0: any.")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Port of the embedded schema registry (${DEFAULT-VALUE}); 0: any.")
    private int registryPort;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "SERVERS",
            description = "A Kafka cluster to use instead of the embedded broker; needs --schema-registry.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "A schema registry to use instead of the embedded one.")
    private @Nullable String registryUrl;

    @Option(
            names = "--simulate",
            paramLabel = "SCENARIO",
            arity = "0..1",
            fallbackValue = "",
            description = "Poll a simulated cloud, of this scenario file or of the demo's.")
    private @Nullable String scenario;

    @Override
    public Integer call() throws Exception {
        Settings settings = config.settings(commandLine());
        Logging.toFileIn(dataDirectory);
        var progress = new Progress();
        try (var parts = new RunningParts()) {
            var cloud = Cloud.choose(Optional.ofNullable(scenario), settings, dataDirectory, parts, progress);
            var all = cloud.over(settings);
            var here = Platform.start(
                    all,
                    dataDirectory,
                    new Platform.Ports(kafkaPort, registryPort),
                    Optional.ofNullable(bootstrapServers),
                    Optional.ofNullable(registryUrl),
                    parts,
                    progress);
            start(here.over(all), cloud.credentials(), parts, progress);
            return parts.await();
        }
    }

    private void start(Settings settings, CredentialsSource credentials, RunningParts parts, Progress progress)
            throws InterruptedException {
        var metrics = new PrometheusRegistry();
        Map<String, Program> neighbours = new ConcurrentHashMap<>();
        var sink = run(Sink.start(SinkSettings.of(settings), metrics, () -> health(neighbours)), parts);
        neighbours.put("processor", run(Processor.start(ProcessorSettings.of(settings), metrics), parts));
        neighbours.put("ingest", run(Ingest.start(IngestSettings.of(settings), credentials, metrics), parts));
        progress.say("started", "processor, sink and ingest; waiting until they are ready");
        awaitReady(sink, neighbours);
        progress.ready(sink.address());
    }

    private static <T extends Program> T run(T program, RunningParts parts) {
        parts.endsWith(program.ended());
        return parts.keep(program);
    }

    private static Map<String, Health> health(Map<String, Program> programs) {
        var health = new TreeMap<String, Health>();
        programs.forEach((name, program) -> health.put(name, program.health()));
        return health;
    }

    private static void awaitReady(Program sink, Map<String, Program> neighbours) throws InterruptedException {
        while (!sink.health().ready()
                || !neighbours.values().stream().allMatch(it -> it.health().ready())) {
            if (sink.ended().isDone()
                    || neighbours.values().stream().anyMatch(it -> it.ended().isDone())) {
                return; // whoever waits for the end says why
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private Map<String, String> commandLine() {
        var settings = new HashMap<String, String>();
        if (httpPort != null) {
            settings.put("http.port", httpPort.toString());
        }
        return settings;
    }
}
