package io.tunnelwatch.app.assembly;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.console.StartupProgress;
import io.tunnelwatch.app.running.LogLevelWatch;
import io.tunnelwatch.app.running.LogSettings;
import io.tunnelwatch.app.running.LogbackConfigurator;
import io.tunnelwatch.app.running.OperationsServer;
import io.tunnelwatch.app.running.ProcessMetrics;
import io.tunnelwatch.app.running.Role;
import io.tunnelwatch.app.running.RunningParts;
import io.tunnelwatch.app.running.Signals;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.runtime.Settings;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs one of the three programs in a process of its own, for a cluster. */
public final class SingleProgram {
    private final Role role;
    private final Supplier<Settings> source;
    private final Settings settings;
    private final StartupProgress progress;
    private final RunningParts parts = RunningParts.ofAProgram();
    private final Map<Role, Supplier<? extends Program>> companions = new EnumMap<>(Role.class);
    private final PrometheusRegistry metrics = ProcessMetrics.registry();

    /**
     * Puts the settings of the log into effect, so that everything after that is logged by them.
     *
     * @param source reads the settings, some of which may change while this runs
     */
    public SingleProgram(Role role, Supplier<Settings> source, CommandEnvironment environment) {
        this.role = role;
        this.source = source;
        this.settings = source.get();
        LogbackConfigurator.apply(LogSettings.of(settings));
        this.progress = new StartupProgress(environment.out());
    }

    public Settings settings() {
        return settings;
    }

    public PrometheusRegistry metrics() {
        return metrics;
    }

    /** Runs another program beside it, which ends with it. */
    public SingleProgram with(Role companion, Supplier<? extends Program> program) {
        companions.put(companion, program);
        return this;
    }

    /** Health of the companions that have started. */
    public Map<String, Health> companions() {
        var health = parts.health();
        health.remove(role.toString());
        companions.keySet().forEach(it -> health.putIfAbsent(it.toString(), Health.starting(it + " is starting")));
        return health;
    }

    /** The program itself is ready, whatever its companions are. */
    public boolean isReady() {
        return health().ready();
    }

    /** Runs until asked to stop; {@code where} describes the started program. */
    public <T extends Program> void run(Supplier<T> program, Function<T, String> where) {
        Signals.onFirst(parts::requestStop);
        progress.print("Settings: " + SettingsReference.redacted(settings));
        var logs = LogLevelWatch.start(source, settings);
        try {
            CompletableFuture<T> starting = parts.start(role, program);
            var beside = companions.entrySet().stream()
                    .map(it -> parts.start(it.getKey(), it.getValue()))
                    .toList();
            progress.started(role, where.apply(parts.await(starting)));
            beside.forEach(parts::await);
            parts.watchTopics(KafkaAccess.of(settings));
            parts.awaitEnd();
        } finally {
            logs.close();
            parts.stop();
            progress.print("Stopped.");
        }
    }

    /** The same with an endpoint for health and metrics, for a program that has none itself. */
    public <T extends Program> void runObserved(Supplier<T> program) {
        var app = AppSettings.of(settings);
        run(
                () -> {
                    var operations = parts.start(
                            Role.OPERATIONS,
                            () -> OperationsServer.start(
                                    app.operationsAddress(), app.operationsPort(), this::health, metrics));
                    String address = parts.await(operations).address().toString();
                    progress.started("operations", address + "/healthz, /readyz, /metrics");
                    return program.get();
                },
                it -> "running");
    }

    private Health health() {
        return parts.health().getOrDefault(role.toString(), Health.starting(role + " is starting"));
    }
}
