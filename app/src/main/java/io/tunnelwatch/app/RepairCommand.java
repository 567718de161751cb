package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.repair.ApplicationIds;
import io.tunnelwatch.app.repair.Repair;
import io.tunnelwatch.app.repair.StoppedKafka;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch repair}. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        description = {
            "Rebuilds topics from their source topics if their records or the state behind them are "
                    + "damaged. Stop processors and sinks first. Their next start reads the source from its "
                    + "beginning. On a cluster, ingest may continue to poll.",
            "",
            "Without --yes it only prints what it would do."
        },
        footer = {
            "",
            "It finds processor and sink by processor.application.id and sink.application.id. If the "
                    + "--config file of the programs sets these, give it here too.",
            "",
            "A connection without any transition in " + RepairCommand.SOURCE + " is not shown again before it changes;"
                    + " with --all the next scan shows every connection.",
            "",
            "Examples:",
            "  tunnelwatch repair --data-dir ./data --yes",
            "      connections, history and availability of a 'tunnelwatch up' that is stopped, from its transitions",
            "  tunnelwatch repair --all --bootstrap-servers kafka:9092 --yes",
            "      everything, from the observations of a cluster whose processors and sinks are stopped"
        })
final class RepairCommand implements Callable<Integer> {
    static final String SOURCE = "vpn.transitions.v1";

    private final CommandEnvironment environment;

    @Option(
            names = "--all",
            description =
                    "Rebuild transitions and alerts too, from the observations: anything older than those is lost.")
    private boolean all;

    @Option(names = "--yes", description = "Run the repair.")
    private boolean yes;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Data directory of a stopped 'tunnelwatch up'.")
    private @Nullable Path dataDirectory;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    RepairCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var settings = options.read(environment.environment());
        var applications = ApplicationIds.of(settings);
        try (var kafka = StoppedKafka.open(settings, Optional.ofNullable(dataDirectory))) {
            var repair =
                    all ? Repair.fromObservations(kafka, applications) : Repair.fromTransitions(kafka, applications);
            repair.plan().forEach(environment.out()::println);
            if (yes) {
                repair.run();
            }
        }
        environment
                .out()
                .println(yes ? "Done: the next start rebuilds them." : "Nothing is done yet: add --yes to do it.");
        return 0;
    }
}
