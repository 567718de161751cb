package io.tunnelwatch.app.assembly;

import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.files.MarkerFile;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.ScenarioPast;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A simulated cloud, watched instead of the real one.
 *
 * @param name of the scenario
 * @param why the reason, for the operator
 */
public record Simulation(String name, Scenario scenario, String why) {
    private static final String DEMO = "demo";

    /**
     * Settings with which a scenario of three minutes shows what a day of real tunnels would. The operator's settings override
     * them.
     */
    private static final Map<String, String> PACE = Map.of(
            "poll.interval", "PT2S",
            "alerts.for", "PT10S",
            "alerts.keep.firing", "PT20S",
            "alerts.on.traffic.for", "PT10S",
            "page.notice",
                    "The data is simulated, also any from before the first start: polls every 2 s, alerts after 10 s,"
                            + " resolved after 20 s.");

    public static Simulation ofDemo(String why) {
        return new Simulation(DEMO, Scenario.demo(), why);
    }

    Settings paced(Settings given) {
        var paces = new HashMap<>(PACE);
        paces.keySet().removeIf(name -> given.value(name).isPresent());
        paces.put("targets", given.value("targets").orElse(String.join(",", scenario.targets())));
        return given.with(paces);
    }

    /** Starts the simulator, which continues where it was in its last run on this data directory. */
    Simulator start(Path dataDirectory) {
        return Simulator.start(scenario, 0, began(dataDirectory.resolve("simulation.began")));
    }

    /**
     * Writes the demo's past into the log, before anything is polled; on a data directory with a log it writes nothing.
     *
     * @param settings with the address of the broker in this process
     * @return what was written, in words; empty if nothing was
     */
    Optional<String> writePast(Settings settings, Path dataDirectory) {
        var length = AppSettings.of(settings).simulatedPast();
        var written = dataDirectory.resolve("simulation.past");
        if (!name.equals(DEMO) || length.isZero() || Files.exists(written)) {
            return Optional.empty();
        }
        Instant end = began(dataDirectory.resolve("simulation.began")).truncatedTo(ChronoUnit.MILLIS);
        int observations =
                new DemoPast(ScenarioPast.beforeDemo(length, end, ZoneId.systemDefault()), length).write(settings);
        try {
            new MarkerFile(written).write(length + "\n");
        } catch (IOException e) {
            throw unusable(written, e);
        }
        return observations == 0
                ? Optional.empty()
                : Optional.of(
                        length.toDays() + " days before this start, simulated: " + observations + " observations");
    }

    static Settings aimedAt(Simulator simulator, Settings settings) {
        return settings.with(Map.of("cloud.endpoint", simulator.endpoint().toString()));
    }

    static CredentialsSource credentials(Simulator simulator) {
        return CredentialsSource.fixed(simulator.accessKeyId(), simulator.accessKeySecret());
    }

    /** Time at which the scenario's clock stood at zero, from a file with the scenario's name and that time. */
    private Instant began(Path file) {
        var marker = new MarkerFile(file);
        try {
            Optional<Began> before = marker.read(Began::parsed);
            if (before.isPresent() && before.get().scenario().equals(name)) {
                return before.get().at();
            }
            Instant now = Instant.now();
            marker.write(name + "\n" + now + "\n");
            return now;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static OperatorException unusable(Path file, IOException e) {
        return new OperatorException(
                file + " cannot be used (" + e.getMessage() + "): remove it, or choose another --data-dir.", e);
    }

    /** The scenario's name, and when its clock stood at zero. */
    private record Began(String scenario, Instant at) {
        static Optional<Began> parsed(String text) {
            List<String> lines = text.lines().toList();
            if (lines.size() != 2) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Began(lines.get(0), Instant.parse(lines.get(1))));
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }
    }
}
