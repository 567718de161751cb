package io.tunnelwatch.app;

import io.tunnelwatch.ingest.CredentialsSource;
import io.tunnelwatch.schemas.program.Settings;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which cloud is looked at: the real one where there are credentials for it, a simulated one where there are none.
 *
 * @param defaults settings that go with it, under what the operator set
 */
record Cloud(CredentialsSource credentials, Map<String, String> defaults) {
    /** A story of three minutes has no time for the usual thirty seconds between two looks. */
    private static final Map<String, String> DEMO_PACE = Map.of(
            "poll.interval", "PT2S",
            "alerts.for", "PT10S",
            "alerts.keep.firing", "PT20S",
            "alerts.on.traffic.for", "PT10S");

    static Cloud choose(
            Optional<String> scenario, Settings settings, Path dataDirectory, RunningParts parts, Progress progress)
            throws IOException {
        boolean configured = CredentialsSource.areConfigured(System.getenv(), Path.of(System.getProperty("user.home")));
        if (scenario.isEmpty() && configured) {
            return new Cloud(CredentialsSource.standardChain(), Map.of());
        }
        if (scenario.isEmpty()) {
            progress.note(
                    "No cloud credentials were found (ALIBABA_CLOUD_ACCESS_KEY_ID and the like): showing a simulated"
                            + " cloud in which things go wrong.");
        }
        var story = scenario.filter(it -> !it.isEmpty())
                .map(it -> Scenario.load(Path.of(it)))
                .orElseGet(Scenario::demo);
        var simulator = parts.keep(Simulator.start(story, 0, began(dataDirectory)));
        progress.say("simulator", simulator.endpoint() + ", a stand-in for the cloud");
        var defaults = new HashMap<>(DEMO_PACE);
        defaults.put("cloud.endpoint", simulator.endpoint().toString());
        defaults.put("targets", String.join(",", simulator.targets()));
        defaults.put(
                "page.notice", "What you see is simulated: polls every 2 s, alerts after 10 s, resolved after 20 s.");
        return new Cloud(CredentialsSource.fixed(simulator.accessKeyId(), simulator.accessKeySecret()), defaults);
    }

    Settings over(Settings settings) {
        return Settings.of(defaults).with(settings);
    }

    /** Kept, so that a demo that was stopped, or killed, goes on where it was. */
    private static Instant began(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve("simulator-began");
        try {
            if (Files.exists(file)) {
                return Instant.parse(Files.readString(file).strip());
            }
        } catch (DateTimeException e) {
            Files.delete(file); // not ours, or cut off: a story may begin anew
        }
        Files.createDirectories(dataDirectory);
        Instant now = Instant.now();
        Files.writeString(file, now.toString());
        return now;
    }
}
