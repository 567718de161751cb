package io.tunnelwatch.app;

import io.tunnelwatch.app.repair.Repair;
import io.tunnelwatch.app.repair.StoppedKafka;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.sink.SinkSettings;
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
            "Makes topics anew from the topics before them, when their records or the state that made them are damaged."
                    + " The programs are stopped; the next start reads the source from its beginning.",
            "",
            "Without --yes it only says what it would do."
        },
        footer = {
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

    private final Surroundings surroundings;

    @Option(
            names = "--all",
            description =
                    "Make transitions and alerts anew too, from the observations: what is older than those is lost.")
    private boolean all;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Of a 'tunnelwatch up' with its own broker.")
    private @Nullable Path dataDirectory;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    RepairCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var settings = options.read(surroundings.environment());
        String processor = ProcessorSettings.of(settings).applicationId();
        String sink = SinkSettings.of(settings).applicationId();
        try (var kafka = StoppedKafka.open(settings, Optional.ofNullable(dataDirectory))) {
            var repair = all ? Repair.fromObservations(kafka, processor, sink) : Repair.fromTransitions(kafka, sink);
            repair.plan().forEach(surroundings.out()::println);
            if (yes) {
                repair.run();
            }
        }
        surroundings
                .out()
                .println(yes ? "Done: the next start makes them anew." : "Nothing is done yet: add --yes to do it.");
        return 0;
    }
}
