package io.tunnelwatch.app;

import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The simulated cloud alone. */
@Command(
        name = "simulator",
        description = "A stand-in for the cloud, on loopback, that speaks its real protocol.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  tunnelwatch simulator --port 9000 --scenario my-scenario.yaml"})
final class SimulatorCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "0", description = "Port to listen on (${DEFAULT-VALUE}: any).")
    private int port;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "What there is and what happens; the demo's by default.")
    private @Nullable Path scenario;

    @Override
    public Integer call() {
        var story = scenario == null ? Scenario.demo() : Scenario.load(scenario);
        try (var parts = new RunningParts()) {
            var simulator = parts.keep(Simulator.start(story, port, Instant.now()));
            System.out.println("Listening on " + simulator.endpoint() + "; point ingest at it with:");
            System.out.println("  export TUNNELWATCH_CLOUD_ENDPOINT=" + simulator.endpoint());
            System.out.println("  export TUNNELWATCH_TARGETS=" + String.join(",", simulator.targets()));
            System.out.println("  and the access key of the scenario in ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET");
            return parts.await();
        }
    }
}
