package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.TopicSchemas;
import io.tunnelwatch.app.console.Table;
import io.tunnelwatch.app.repair.ApplicationIds;
import io.tunnelwatch.app.repair.MissingTopics;
import io.tunnelwatch.app.repair.StoppedKafka;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch topics}. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Lists the topics, creates them on a cluster, or verifies that they are configured correctly.",
        footer = {
            "",
            "Exit code of --verify: 0 if all topics are correct, 1 if not.",
            "",
            "If topics were deleted, --create lets processor and sink read their input again, which "
                    + "fills the new ones. Stop them first. The command finds them by processor.application.id "
                    + "and sink.application.id: give the --config file of the programs.",
            "",
            "Examples:",
            "  tunnelwatch topics",
            "  tunnelwatch topics --create --bootstrap-servers kafka:9093 --set kafka.security.protocol=SSL",
            "  tunnelwatch topics --create --config tunnelwatch.properties",
            "  tunnelwatch topics --verify --config tunnelwatch.properties"
        })
final class TopicsCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;

    private final CommandEnvironment environment;

    @Option(
            names = "--create",
            description = "Create missing topics, with the cluster's own replication factor, and register the schemas.")
    private boolean create;

    @Option(names = "--verify", description = "Print what is not correct.")
    private boolean verify;

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    TopicsCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var settings = options.read(environment.environment());
        if (!create && !verify) {
            list();
            return 0;
        }
        try (var topics = TopicAdmin.connect(KafkaAccess.of(settings).admin())) {
            if (create) {
                create(settings, topics);
                TopicSchemas.register(KafkaAccess.of(settings));
            }
            var differences = new ArrayList<>(topics.differences(Topics.all()));
            topics.tooSmall(Topics.all())
                    .forEach(it -> differences.add(it.name() + " has " + Topic.LARGEST_RECORD + " below "
                            + Topic.LARGEST_RECORD_BYTES + ": --create raises it"));
            return printDifferences(differences);
        }
    }

    private void create(Settings settings, TopicAdmin topics) {
        var applications = ApplicationIds.of(settings);
        try (var kafka = StoppedKafka.connect(settings, false)) {
            var lines = new MissingTopics(kafka, applications).create(topics);
            lines.forEach(environment.out()::println);
            if (!lines.isEmpty()) {
                environment
                        .out()
                        .println(
                                "Only the application ids " + applications + " were looked at: if yours differ, nothing"
                                        + " fills the new topics. Then run 'tunnelwatch repair --all --config FILE' with the"
                                        + " settings of the programs.");
            }
        }
    }

    private int printDifferences(List<String> differences) {
        differences.forEach(environment.out()::println);
        if (differences.isEmpty()) {
            environment.out().println("All " + Topics.all().size() + " topics exist and are correct.");
        }
        return differences.isEmpty() ? 0 : DIFFERENT;
    }

    private void list() {
        var table = new Table("TOPIC", "KEY", "PARTITIONS", "CLEANUP", "KEPT", "WHAT");
        Topics.all()
                .forEach(it -> table.row(
                        it.name(),
                        it.key(),
                        Integer.toString(it.partitions()),
                        it.cleanup().policy(),
                        kept(it),
                        it.purpose()));
        table.print(environment.out());
    }

    private static String kept(Topic topic) {
        return topic.retention().map(it -> it.toDays() + " d").orElse("for ever");
    }
}
