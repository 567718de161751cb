package io.tunnelwatch.app.assembly;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.console.StartupProgress;
import io.tunnelwatch.app.platform.DataDirectoryLock;
import io.tunnelwatch.app.running.LogLevelWatch;
import io.tunnelwatch.app.running.LogbackConfigurator;
import io.tunnelwatch.app.running.ProcessMetrics;
import io.tunnelwatch.app.running.Role;
import io.tunnelwatch.app.running.RunningParts;
import io.tunnelwatch.app.running.Signals;
import io.tunnelwatch.ingest.HeapCapacity;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.SinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs everything in one process. */
public final class AllInOne {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** The interval at which a slow start says what it waits for. */
    private static final Duration UNEXPLAINED = Duration.ofSeconds(15);

    /** The longest time for which a first start waits until the page shows a simulated past: even a busy machine needs less. */
    private static final Duration PAST_WITHIN = Duration.ofMinutes(1);

    /** Ingest, processor and sink. */
    private static final int PROGRAMS = 3;

    private final Platform platform;
    private final Optional<Simulation> simulation;
    private final Supplier<Settings> source;
    private final Settings given;
    private final StartupProgress progress;
    private final RunningParts parts = RunningParts.ofEverything();
    private final PrometheusRegistry metrics = ProcessMetrics.registry();

    /** True from the writing of a simulated past until the page shows it. */
    private volatile boolean pastIsAwaited;

    /** @param source reads the settings, which may change while this runs */
    public AllInOne(
            Platform platform,
            Optional<Simulation> simulation,
            Supplier<Settings> source,
            CommandEnvironment environment) {
        this.platform = platform;
        this.simulation = simulation;
        this.source = () -> paced(simulation, source.get());
        this.given = withPlaces(this.source.get(), platform.dataDirectory());
        this.progress = new StartupProgress(environment.out());
    }

    private static Settings paced(Optional<Simulation> simulation, Settings read) {
        return simulation.map(it -> it.paced(read)).orElse(read);
    }

    /** Runs until asked to stop; throws the failure that ended a part. */
    public void run() {
        refuseWhatIsWrong();
        var lock = DataDirectoryLock.acquire(platform.dataDirectory());
        try {
            DataDirectoryMarker.claim(platform.dataDirectory(), simulation.isPresent());
            LogbackConfigurator.kafkaTo(platform.dataDirectory().resolve("logs"));
            runLocked();
        } finally {
            lock.close();
        }
    }

    private void runLocked() {
        Signals.onFirst(() -> {
            progress.print("Stopping …");
            parts.requestStop();
        });
        simulation.ifPresent(it -> progress.print("Watching a simulated cloud (" + it.name() + "): " + it.why() + "."));
        progress.print("Data in " + platform.dataDirectory() + ". Settings of this run:");
        SettingsReference.redacted(given).forEach((name, value) -> progress.print("  " + name + " = " + value));
        var logs = LogLevelWatch.start(source, given);
        try {
            startAll();
            awaitReady();
            parts.awaitEnd();
        } finally {
            logs.close();
            stopAll();
        }
    }

    private void stopAll() {
        long began = System.nanoTime();
        parts.stop();
        progress.print(String.format(Locale.ROOT, "Stopped in %.1f s.", (System.nanoTime() - began) / 1e9));
    }

    /** Checks the settings before anything is started that would have to be stopped again. */
    private void refuseWhatIsWrong() {
        AppSettings.of(given);
        IngestSettings.of(given);
        ProcessorSettings.of(given);
        SinkSettings.of(given);
        NotifierSetup.of(given);
    }

    /** Starts the platform, then the three programs side by side, as the README's picture shows. */
    private void startAll() {
        Optional<Simulator> simulator = simulation.map(it -> startSimulator(it));
        Settings settings = platform.start(given, parts, progress);
        Settings aimed = simulator.map(it -> Simulation.aimedAt(it, settings)).orElse(settings);
        CredentialsSource credentials =
                simulator.map(Simulation::credentials).orElseGet(CredentialsSource::standardChain);

        var sink = parts.start(Role.SINK, () -> Sink.start(SinkSettings.of(settings), metrics, this::neighbours));
        var processor = parts.start(Role.PROCESSOR, () -> Processor.start(ProcessorSettings.of(settings), metrics));
        var notices = parts.start(Role.NOTIFY, () -> NotifierSetup.of(settings).start(metrics, this::isWell));
        var ingest = parts.start(Role.INGEST, () -> {
            if (platform.kafkaPort().isPresent()) {
                simulation
                        .flatMap(it -> it.writePast(settings, platform.dataDirectory()))
                        .ifPresent(past -> {
                            pastIsAwaited = true;
                            progress.started("past", past);
                        });
            }
            var started = Ingest.start(IngestSettings.of(aimed), credentials, metrics, HeapCapacity.ofAllInOne());
            started.follow(source);
            return started;
        });
        parts.watchTopics(KafkaAccess.of(settings));
        progress.started("page", parts.await(sink).address().toString());
        parts.await(processor);
        parts.await(ingest);
        parts.await(notices);
        awaitPast(parts.await(sink));
    }

    /** Waits until the page shows the simulated past, which comes before everything polled; but not for ever. */
    private void awaitPast(Sink sink) {
        long giveUp = System.nanoTime() + PAST_WITHIN.toNanos();
        while (pastIsAwaited && System.nanoTime() < giveUp && !parts.endsWithin(BETWEEN_LOOKS)) {
            pastIsAwaited = !(isWell() && sink.isHistoryCurrent());
        }
        pastIsAwaited = false;
    }

    private Simulator startSimulator(Simulation of) {
        var simulator = parts.await(parts.start(Role.SIMULATOR, () -> of.start(platform.dataDirectory())));
        progress.started("simulator", simulator.endpoint().toString());
        return simulator;
    }

    private Map<String, Health> neighbours() {
        var health = parts.health();
        // A program that is not there yet counts as starting; without it the rest would look complete.
        for (Role role : new Role[] {Role.INGEST, Role.PROCESSOR, Role.NOTIFY}) {
            health.putIfAbsent(role.toString(), Health.starting(role + " is starting"));
        }
        health.remove(Role.SINK.toString());
        if (pastIsAwaited) {
            health.put("past", Health.starting("the page does not show all of the simulated past yet"));
        }
        return health;
    }

    /** Scans and detector make progress, and the page shows it; the notifier knows itself. */
    private boolean isWell() {
        var health = parts.health();
        health.remove(Role.NOTIFY.toString());
        return health.size() == PROGRAMS && health.values().stream().allMatch(Health::ready);
    }

    private void awaitReady() {
        long explainAt = System.nanoTime() + UNEXPLAINED.toNanos();
        while (!parts.endsWithin(BETWEEN_LOOKS)) {
            var unready = parts.health().values().stream()
                    .filter(it -> !it.ready())
                    .map(Health::detail)
                    .toList();
            if (unready.isEmpty()) {
                progress.ready();
                return;
            }
            if (System.nanoTime() > explainAt) {
                progress.started("waiting", String.join("; ", unready));
                explainAt = System.nanoTime() + UNEXPLAINED.toNanos();
            }
        }
    }

    /** Puts the directories of the parts under the data directory, unless they are set. */
    private static Settings withPlaces(Settings settings, Path dataDirectory) {
        var places = new HashMap<String, String>();
        SettingsReference.entries().stream()
                .map(SettingsReference.Entry::name)
                .filter(name -> name.matches("[a-z]+\\.(data|state)\\.dir"))
                .filter(name -> settings.value(name).isEmpty())
                .forEach(name -> places.put(
                        name,
                        dataDirectory
                                .resolve(name.substring(0, name.indexOf('.')))
                                .toString()));
        return settings.with(places);
    }
}
