package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.running.Role;
import io.tunnelwatch.app.running.RunningParts;
import io.tunnelwatch.app.running.Signals;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tunnelwatch simulator}. */
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        description =
                "Runs only a simulated cloud, on loopback, for an ingest process or another program to " + "poll.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch simulator --port 8088",
            "  tunnelwatch simulator --port 8088 --scenario night-shift.yaml",
            "      then, elsewhere: TUNNELWATCH_CLOUD_ENDPOINT=http://127.0.0.1:8088 tunnelwatch up",
            "      with ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET as the scenario has them"
        })
final class SimulatorCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the API; 0 takes any free one and prints it. Default: ${DEFAULT-VALUE}")
    private int port = 0;

    @Option(names = "--scenario", paramLabel = "FILE", description = "A scenario file of your own. Default: the demo's")
    private @Nullable Path scenario;

    SimulatorCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var story = scenario == null ? Scenario.demo() : Scenario.load(scenario);
        var parts = RunningParts.ofAProgram();
        Signals.onFirst(parts::requestStop);
        try {
            var simulator = parts.await(parts.start(Role.SIMULATOR, () -> Simulator.start(story, port, Instant.now())));
            printStart(simulator);
            parts.awaitEnd();
        } finally {
            parts.stop();
        }
        return 0;
    }

    private void printStart(Simulator simulator) {
        var out = environment.out();
        out.println("A simulated cloud is at " + simulator.endpoint() + "; Ctrl-C stops it. To watch it:");
        out.println("  export TUNNELWATCH_CLOUD_ENDPOINT=" + simulator.endpoint());
        out.println("  export TUNNELWATCH_TARGETS=" + String.join(",", simulator.targets()));
        out.println("  export ALIBABA_CLOUD_ACCESS_KEY_ID=" + simulator.accessKeyId());
        out.println("  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=…   (the accessKeySecret in the scenario)");
    }
}
