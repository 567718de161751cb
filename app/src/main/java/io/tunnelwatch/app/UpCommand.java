package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.AllInOne;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.Platform;
import io.tunnelwatch.app.assembly.Simulation;
import io.tunnelwatch.app.platform.BrokerLibraries;
import io.tunnelwatch.app.running.LogSettings;
import io.tunnelwatch.app.running.LogbackConfigurator;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.Scenario;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch up}: reads the options and hands them to {@link AllInOne}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Runs everything in one process, on loopback: broker, schema registry, ingest, processor, sink with"
                        + " its page.",
        footer = {
            "",
            "Without credentials it watches a simulated cloud with failures, which is polled every 2 s; its alerts fire"
                    + " after 10 s and resolve after 20 s, unless set otherwise.",
            "",
            "Examples:",
            "  tunnelwatch up",
            "      the demo, its page at http://127.0.0.1:8080",
            "  TUNNELWATCH_TARGETS=prod/cn-hangzhou tunnelwatch up --data-dir /var/lib/tunnelwatch",
            "      your tunnels, with credentials from the environment",
            "  tunnelwatch up --http-port 0 --kafka-port 0 --registry-port 0",
            "      any free ports, which are printed",
            "  tunnelwatch up --bootstrap-servers kafka:9093 --schema-registry https://registry:8081 \\",
            "      --set kafka.security.protocol=SSL",
            "      on a real cluster; on a trusted network --set plaintext.allowed=true allows one without TLS"
        })
final class UpCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Directory for all data that must survive a restart. Default: ${DEFAULT-VALUE}")
    private Path dataDirectory = Path.of("./data");

    @Option(names = "--http-port", paramLabel = "PORT", description = "Port of the page and its API. Default: 8080")
    private @Nullable Integer httpPort;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Port of the broker in this process. Default: ${DEFAULT-VALUE}")
    private int kafkaPort = 9092;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            description = "Port of the schema registry in this process. Default: ${DEFAULT-VALUE}")
    private int registryPort = 8081;

    @Option(
            names = "--open-broker",
            description =
                    "Let everybody on this machine write to the broker in this process. Otherwise everybody may read,"
                            + " and only tunnelwatch itself may write.")
    private boolean openBroker;

    @Option(
            names = "--open-registry",
            description = "Let everybody on this machine write any schema into the registry in this process.")
    private boolean openRegistry;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "A Kafka cluster, instead of the broker in this process.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "A schema registry, instead of the one in this process.")
    private @Nullable String schemaRegistry;

    @Option(
            names = "--simulate",
            paramLabel = "SCENARIO",
            arity = "0..1",
            fallbackValue = "",
            description = "Watch a simulated cloud even if there are credentials: the demo's, or a scenario file's.")
    private @Nullable String scenario;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    UpCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Supplier<Settings> source = () -> settings.read(environment.environment(), asSettings());
        var given = source.get();
        LogbackConfigurator.apply(LogSettings.of(given));
        refuseBadPorts();
        boolean ownBroker = given.value(KafkaAccess.BOOTSTRAP_SERVERS).isEmpty();
        if (ownBroker) {
            BrokerLibraries.require();
        }
        boolean ownRegistry = given.value(KafkaAccess.REGISTRY_URL).isEmpty();
        if (!ownBroker && ownRegistry) {
            throw new OperatorException("With --bootstrap-servers the schema registry of that cluster is needed too:"
                    + " give its address with --schema-registry.");
        }
        var platform = new Platform(
                dataDirectory,
                ownBroker ? Optional.of(kafkaPort) : Optional.empty(),
                ownRegistry,
                registryPort,
                openRegistry,
                openBroker);
        new AllInOne(platform, simulation(given), source, environment).run();
        return 0;
    }

    private Map<String, String> asSettings() {
        var options = new HashMap<String, String>();
        put(options, "http.port", httpPort);
        put(options, KafkaAccess.BOOTSTRAP_SERVERS, bootstrapServers);
        put(options, KafkaAccess.REGISTRY_URL, schemaRegistry);
        return options;
    }

    private static void put(Map<String, String> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }

    private void refuseBadPorts() {
        refuseBadPort("--kafka-port", kafkaPort);
        refuseBadPort("--registry-port", registryPort);
        if (httpPort != null) {
            refuseBadPort("--http-port", httpPort);
        }
    }

    private static void refuseBadPort(String option, int port) {
        if (port < 0 || port > 65535) {
            throw new OperatorException(
                    option + " is " + port + ": give a port from 1 to 65535, or 0 for any free one.");
        }
    }

    /** Chooses the cloud to watch: the simulated one if asked for, or if there are no credentials for the real one. */
    private Optional<Simulation> simulation(Settings given) {
        if (scenario != null) {
            return Optional.of(
                    scenario.isEmpty()
                            ? Simulation.ofDemo("asked for with --simulate")
                            : new Simulation(scenario, Scenario.load(Path.of(scenario)), "asked for with --simulate"));
        }
        if (CredentialsSource.areConfigured(environment.environment(), environment.home())) {
            return Optional.empty();
        }
        if (given.value("cloud.endpoint").isPresent()) {
            throw new OperatorException("Setting cloud.endpoint names a server to poll, but there are no credentials to"
                    + " sign with: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.");
        }
        return Optional.of(Simulation.ofDemo("no credentials found (such as ALIBABA_CLOUD_ACCESS_KEY_ID)"));
    }
}
