package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.repair.ApplicationIds;
import io.tunnelwatch.app.repair.Repartition;
import io.tunnelwatch.app.repair.StoppedKafka;
import io.tunnelwatch.runtime.KafkaAccess;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch repartition}. */
@Command(
        name = "repartition",
        mixinStandardHelpOptions = true,
        description = {
            "Gives all topics more partitions, so that more processors and more of ingest can have work. "
                    + "Stop all programs first, and every other program that reads the topics. It moves "
                    + "all records, the state of the programs, and the places of all readers: nothing is lost, and "
                    + "nothing is published again.",
            "",
            "Without --yes it only prints what it would do."
        },
        footer = {
            "",
            "The brokers need as much free disk as all topics of Tunnelwatch take. If the command is interrupted, run it "
                    + "again: the programs refuse to start before it is done. There is no way back to fewer partitions.",
            "",
            "It finds processor and sink by processor.application.id and sink.application.id. If the "
                    + "--config file of the programs sets these, give it here too.",
            "",
            "Example:",
            "  tunnelwatch repartition 24 --config tunnelwatch.properties --yes",
            "      24 partitions; then set topics.partitions=24 in the settings of all programs, and start them"
        })
final class RepartitionCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(
            index = "0",
            paramLabel = "NUMBER",
            description = "Partitions of each topic: a multiple of the present number.")
    private int partitions;

    @Option(names = "--yes", description = "Move everything.")
    private boolean yes;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Data directory of a stopped 'tunnelwatch up'.")
    private @Nullable Path dataDirectory;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    RepartitionCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var settings = options.read(environment.environment());
        KafkaAccess.requirePartitions(partitions);
        try (var kafka = StoppedKafka.open(settings, Optional.ofNullable(dataDirectory))) {
            var repartition = new Repartition(kafka, ApplicationIds.of(settings), partitions);
            var plan = repartition.plan();
            if (plan.isEmpty()) {
                environment.out().println("All topics have " + partitions + " partitions.");
                return 0;
            }
            plan.forEach(environment.out()::println);
            if (yes) {
                repartition.run();
            }
        }
        environment
                .out()
                .println(
                        yes
                                ? "Done: set " + KafkaAccess.PARTITIONS + "=" + partitions
                                        + " in the settings of all programs, then start them."
                                : "Nothing is done yet: add --yes to do it.");
        return 0;
    }
}
