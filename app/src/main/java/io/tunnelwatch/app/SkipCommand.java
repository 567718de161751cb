package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.repair.ApplicationIds;
import io.tunnelwatch.app.repair.Skip;
import io.tunnelwatch.app.repair.StoppedKafka;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch skip}. */
@Command(
        name = "skip",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the stopped processor and sink skip one record on which they fail. Their log "
                    + "names topic, partition and offset.",
            "",
            "The programs skip unreadable records by themselves. This command is for a record that "
                    + "fails in another way."
        },
        footer = {
            "",
            "Examples:",
            "  tunnelwatch skip vpn.observations.v1 3 4711 --data-dir ./data",
            "      on a stopped 'tunnelwatch up'",
            "  tunnelwatch skip vpn.transitions.v1 0 15 --bootstrap-servers kafka:9092",
            "      on a cluster whose processors and sinks are stopped"
        })
final class SkipCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic that holds the record.")
    private String topic = "";

    @Parameters(index = "1", paramLabel = "PARTITION", description = "Its partition.")
    private int partition;

    @Parameters(index = "2", paramLabel = "OFFSET", description = "Its offset.")
    private long offset;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Data directory of a stopped 'tunnelwatch up'.")
    private @Nullable Path dataDirectory;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    SkipCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var settings = options.read(environment.environment());
        var applications = ApplicationIds.of(settings);
        try (var kafka = StoppedKafka.open(settings, Optional.ofNullable(dataDirectory))) {
            new Skip(kafka, topic, partition, offset).run(applications.all()).forEach(environment.out()::println);
        }
        return 0;
    }
}
