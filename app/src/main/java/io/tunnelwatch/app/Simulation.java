package io.tunnelwatch.app;

import io.tunnelwatch.ingest.CredentialsSource;
import io.tunnelwatch.schemas.program.Marker;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.program.Settings;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A simulated cloud to be watched instead of the real one.
 *
 * @param name of the scenario
 * @param why in words
 */
record Simulation(String name, Scenario scenario, String why) {
    /** At these paces a story of three minutes shows what a day of real tunnels would. What the operator set goes over them. */
    private static final Map<String, String> PACE = Map.of(
            "poll.interval", "PT2S",
            "alerts.for", "PT10S",
            "alerts.keep.firing", "PT20S",
            "alerts.on.traffic.for", "PT10S",
            "page.notice", "What you see is simulated: polls every 2 s, alerts after 10 s, resolved after 20 s.");

    static Simulation ofDemo(String why) {
        return new Simulation("demo", Scenario.demo(), why);
    }

    Settings paced(Settings given) {
        var paces = new HashMap<>(PACE);
        paces.keySet().removeIf(name -> given.value(name).isPresent());
        paces.put("targets", given.value("targets").orElse(String.join(",", scenario.targets())));
        return given.with(paces);
    }

    /** Goes on where it was when it was last run on this data directory. */
    Simulator start(Path dataDirectory) {
        return Simulator.start(scenario, 0, began(dataDirectory.resolve("simulation.began")));
    }

    static Settings aimedAt(Simulator simulator, Settings settings) {
        return settings.with(Map.of("cloud.endpoint", simulator.endpoint().toString()));
    }

    static CredentialsSource credentials(Simulator simulator) {
        return CredentialsSource.fixed(simulator.accessKeyId(), simulator.accessKeySecret());
    }

    /** Two lines: which scenario, and when its clock stood at zero. */
    private Instant began(Path file) {
        var marker = new Marker(file);
        try {
            Optional<Began> before = marker.read(Began::parsed);
            if (before.isPresent() && before.get().scenario().equals(name)) {
                return before.get().at();
            }
            Instant now = Instant.now();
            marker.write(name + "\n" + now + "\n");
            return now;
        } catch (IOException e) {
            throw new OperatorException(
                    file + " cannot be used (" + e.getMessage() + "): remove it, or choose another --data-dir.", e);
        }
    }

    /** Which scenario, and when its clock stood at zero. */
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
