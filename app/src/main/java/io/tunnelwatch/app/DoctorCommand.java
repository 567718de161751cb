package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.AppSettings;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.doctor.Check;
import io.tunnelwatch.app.doctor.CloudChecks;
import io.tunnelwatch.app.doctor.Examination;
import io.tunnelwatch.app.doctor.Finding;
import io.tunnelwatch.app.doctor.FindingsText;
import io.tunnelwatch.app.doctor.KafkaChecks;
import io.tunnelwatch.app.doctor.MachineChecks;
import io.tunnelwatch.ingest.CloudProbe;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.sink.SinkSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Checks what Tunnelwatch needs: the cloud and each permission, the clock, brokers, registry, topics,"
                        + " disk, memory and ports. Every line that is not OK names the cure. It changes nothing.",
        footer = {
            "",
            "The checks run side by side, and each has " + DoctorCommand.DEADLINE_SECONDS + " seconds. With --target it"
                    + " skips brokers, registry and topics unless bootstrap servers are set, so that it works before"
                    + " anything is set up. Ports that a running Tunnelwatch uses are a WARN.",
            "",
            "Exit code: 0 if nothing failed, 1 if there is a FAIL.",
            "",
            "Examples:",
            "  tunnelwatch doctor --target 1234567890123456/eu-central-1",
            "  tunnelwatch doctor --config tunnelwatch.properties",
            "  tunnelwatch doctor --config tunnelwatch.properties -o json | jq '.[] | select(.result != \"OK\")'"
        })
final class DoctorCommand implements Callable<Integer> {
    static final int DEADLINE_SECONDS = 25;

    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final int FAILED = 1;
    private static final String KEY_ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";
    private static final String KEY_SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";

    private final CommandEnvironment environment;

    @Option(
            names = "--target",
            paramLabel = "ACCOUNT/REGION",
            description = "Check this target; may be repeated. Default: the setting 'targets'.")
    private List<String> targets = new ArrayList<>();

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    @Mixin
    private OutputOptions output;

    DoctorCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
    }

    @Override
    public Integer call() {
        Settings settings = options.read(environment.environment());
        var findings = new Examination(Duration.ofSeconds(DEADLINE_SECONDS), QUIET, environment.err()::println)
                .of(checks(settings));
        if (output.isTable()) {
            FindingsText.print(
                    findings, environment.out(), environment.terminal().columns());
        } else {
            output.print("Doctor", findings.stream().map(Finding::json).toList(), "result", "check", "text", "cure");
        }
        return findings.stream().anyMatch(it -> it.result() == Finding.Result.FAIL) ? FAILED : 0;
    }

    private List<Check> checks(Settings settings) {
        var checks = new ArrayList<>(cloudChecks(settings));
        if (targets.isEmpty() || settings.value(KafkaAccess.BOOTSTRAP_SERVERS).isPresent()) {
            checks.addAll(new KafkaChecks(settings).all());
        }
        var machine = MachineChecks.ofThisMachine();
        var process = AppSettings.of(settings);
        checks.add(machine.disk(dataDirectory(settings), process.diskFloorBytes()));
        checks.add(machine.memory());
        checks.add(machine.ports(ports(settings, process)));
        return checks;
    }

    private List<Check> cloudChecks(Settings settings) {
        var wanted = targets(settings);
        var checks = new CloudChecks(
                CloudProbe.of(settings, credentials(), environment.terminal().clock()),
                CredentialsSource.areConfigured(environment.environment(), environment.home()));
        var all = new ArrayList<Check>();
        wanted.forEach(it -> all.add(checks.calls(it)));
        wanted.stream().findFirst().map(checks::clock).ifPresent(all::add);
        if (wanted.isEmpty()) {
            all.add(CloudChecks.withoutTarget());
        }
        return all;
    }

    private List<TargetId> targets(Settings settings) {
        var names = targets.isEmpty()
                ? settings.parse(new ConfigDef(IngestSettings.definition())).getList(IngestSettings.TARGETS)
                : targets;
        try {
            return names.stream().map(TargetId::parse).sorted().distinct().toList();
        } catch (IllegalArgumentException e) {
            throw new OperatorException("Target: " + e.getMessage() + ".", e);
        }
    }

    /** The key of this command's environment comes first, as in the standard chain. */
    private CredentialsSource credentials() {
        @Nullable String id = environment.environment().get(KEY_ID);
        @Nullable String secret = environment.environment().get(KEY_SECRET);
        boolean isTemporary = environment.environment().containsKey("ALIBABA_CLOUD_SECURITY_TOKEN");
        return id == null || secret == null || isTemporary
                ? CredentialsSource.standardChain()
                : CredentialsSource.fixed(id, secret);
    }

    private Path dataDirectory(Settings settings) {
        return options.dataDirectory()
                .orElseGet(() -> Path.of(settings.value(IngestSettings.DATA_DIR).orElse("data")));
    }

    private static Map<String, InetSocketAddress> ports(Settings settings, AppSettings process) {
        var page = pageAddress(settings);
        var ports = new LinkedHashMap<String, InetSocketAddress>();
        put(ports, "http.port", page.getString("http.host"), page.getInt("http.port"));
        put(ports, "ops.port", process.operationsAddress(), process.operationsPort());
        if (settings.value(KafkaAccess.BOOTSTRAP_SERVERS).isEmpty()) {
            put(ports, "--kafka-port of 'tunnelwatch up'", "127.0.0.1", 9092);
            put(ports, "--registry-port of 'tunnelwatch up'", "127.0.0.1", 8081);
        }
        return ports;
    }

    /** Port 0 is any free one. */
    private static void put(Map<String, InetSocketAddress> ports, String setting, String host, int port) {
        if (port != 0) {
            ports.put(setting, new InetSocketAddress(host, port));
        }
    }

    /** Only these two: what is wrong with another setting of the page must not keep the doctor from its checks. */
    private static AbstractConfig pageAddress(Settings settings) {
        var keys = SinkSettings.definition().configKeys();
        var address = new ConfigDef();
        List.of("http.host", "http.port").forEach(it -> address.define(Objects.requireNonNull(keys.get(it))));
        return settings.parse(address);
    }
}
