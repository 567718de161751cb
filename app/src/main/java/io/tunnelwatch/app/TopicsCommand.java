package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.TopicSchemas;
import io.tunnelwatch.app.console.Table;
import io.tunnelwatch.app.plan.ClusterPlan;
import io.tunnelwatch.app.plan.PlanFormat;
import io.tunnelwatch.app.repair.ApplicationIds;
import io.tunnelwatch.app.repair.MissingTopics;
import io.tunnelwatch.app.repair.StoppedKafka;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.runtime.rights.Rights;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
            "  tunnelwatch topics --verify --config tunnelwatch.properties",
            "  tunnelwatch topics --acls --users sink=vpn-sink,notify=vpn-sink",
            "  tunnelwatch topics --format kafka-cli > make-topics.sh"
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

    @Option(
            names = "--acls",
            description = "Print the rights that each program needs in a cluster with ACLs. Needs no cluster.")
    private boolean acls;

    @Option(
            names = "--format",
            paramLabel = "TOOL",
            description = "Print all topics and rights for the tool that makes them: ${COMPLETION-CANDIDATES}. Needs no"
                    + " cluster.")
    private @Nullable PlanFormat format;

    @Option(
            names = "--users",
            paramLabel = "PART=USER",
            split = ",",
            description = "Users of the parts ingest, processor, sink, notify, admin and operator in the cluster, for"
                    + " --acls and --format. Default: tunnelwatch- and the part; notify has the sink's user.")
    private Map<String, String> users = Map.of();

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    TopicsCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var settings = options.read(environment.environment());
        if (acls || format != null) {
            print(ClusterPlan.of(settings, users));
            return 0;
        }
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
            // Kafka Streams makes its own topics later, unless somebody has made them wrong.
            differences.addAll(topics.differences(
                    topics.present(ClusterPlan.of(settings, Map.of()).internalTopics())));
            topics.tooSmall(Topics.all())
                    .forEach(it -> differences.add(it.name() + " has " + Topic.LARGEST_RECORD + " below "
                            + Topic.LARGEST_RECORD_BYTES + ": --create raises it"));
            topics.keptForLess(Topics.all()).forEach(it -> environment
                    .out()
                    .println("Note: " + it + ": docs/kafka.md#apsaramq-for-kafka says what follows."));
            return printDifferences(differences);
        }
    }

    private void print(ClusterPlan plan) {
        if (format != null) {
            environment.out().print(format.textOf(plan));
            environment.out().flush();
            return;
        }
        var table = new Table("USER", "RESOURCE", "NAME", "PATTERN", "OPERATIONS");
        plan.users().forEach(user -> user.rights()
                .forEach(it -> table.row(
                        user.name(),
                        it.resource().resourceType().name(),
                        it.resource().name(),
                        it.resource().patternType().name(),
                        it.sorted().stream().map(Enum::name).collect(Collectors.joining(", ")))));
        table.print(environment.out());
    }

    private void create(Settings settings, TopicAdmin topics) {
        var applications = ApplicationIds.of(settings);
        // Topics that it may not see would pass for topics that there are not.
        topics.requireRights(new Rights()
                .resets(applications.processor())
                .resets(applications.sink())
                .all());
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
