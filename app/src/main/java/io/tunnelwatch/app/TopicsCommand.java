package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tunnelwatch.app.assembly.AsyncApiDocument;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.TopicSchemas;
import io.tunnelwatch.app.console.ResultPrinter;
import io.tunnelwatch.app.plan.ClusterPlan;
import io.tunnelwatch.app.plan.PlanFormat;
import io.tunnelwatch.app.plan.TopicReview;
import io.tunnelwatch.app.repair.ApplicationIds;
import io.tunnelwatch.app.repair.MissingTopics;
import io.tunnelwatch.app.repair.StoppedKafka;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.runtime.rights.Rights;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicNames;
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
            "  tunnelwatch topics -o json | jq -r '.[].topic'",
            "  tunnelwatch topics --create --bootstrap-servers kafka:9093 --set kafka.security.protocol=SSL",
            "  tunnelwatch topics --create --config tunnelwatch.properties",
            "  tunnelwatch topics --verify --config tunnelwatch.properties",
            "  tunnelwatch topics --acls --users sink=vpn-sink,notify=vpn-sink",
            "  tunnelwatch topics --format kafka-cli > make-topics.sh",
            "  tunnelwatch topics --asyncapi > docs/asyncapi.json"
        })
final class TopicsCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

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

    @Option(names = "-o", paramLabel = "FORMAT", description = "Of the lists: " + OutputOptions.FORMATS)
    private ResultPrinter.Format output = ResultPrinter.Format.TABLE;

    @Option(
            names = "--asyncapi",
            description = "Print topics, headers and schemas as an AsyncAPI 3 document. Needs no cluster.")
    private boolean asyncApi;

    @Option(
            names = "--users",
            paramLabel = "PART=USER",
            split = ",",
            description =
                    "Users of the parts ingest, processor, sink, notify, admin, operator and repair in the cluster,"
                            + " for --acls and --format. Default: tunnelwatch- and the part; notify has the sink's user.")
    private Map<String, String> users = Map.of();

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    TopicsCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (asyncApi) {
            environment.out().print(AsyncApiDocument.text());
            environment.out().flush();
            return 0;
        }
        var settings = options.read(environment.environment());
        if (acls || format != null) {
            print(ClusterPlan.of(settings, users));
            return 0;
        }
        if (!create && !verify) {
            list(KafkaAccess.topicNames(settings));
            return 0;
        }
        try (var topics = TopicAdmin.connect(KafkaAccess.of(settings))) {
            if (create) {
                create(settings, topics);
                TopicSchemas.register(KafkaAccess.of(settings));
            }
            var review = TopicReview.of(topics, settings);
            review.notes().forEach(it -> environment
                    .out()
                    .println("Note: " + it + ": docs/kafka.md#apsaramq-for-kafka says what follows."));
            return printDifferences(review.differences());
        }
    }

    private void print(ClusterPlan plan) {
        if (format != null) {
            environment.out().print(format.textOf(plan));
            environment.out().flush();
            return;
        }
        var rights = new ArrayList<JsonNode>();
        plan.users().forEach(user -> user.rights()
                .forEach(it -> rights.add(JSON.objectNode()
                        .put("user", user.name())
                        .put("resource", it.resource().resourceType().name())
                        .put("name", it.resource().name())
                        .put("pattern", it.resource().patternType().name())
                        .put("operations", it.sorted().stream().map(Enum::name).collect(Collectors.joining(", "))))));
        print("Rights", rights, "user", "resource", "name", "pattern", "operations");
    }

    /** Cuts no cell of a table: a person copies names and rights. */
    private void print(String title, List<JsonNode> objects, String... fields) {
        new ResultPrinter(environment.out(), fields).print(output, title, objects);
    }

    private void create(Settings settings, TopicAdmin topics) {
        var applications = ApplicationIds.of(settings);
        // Topics that it may not see would pass for topics that there are not.
        topics.requireRights(new Rights(KafkaAccess.topicNames(settings))
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

    private void list(TopicNames topicNames) {
        var topics =
                topicNames.of(Topics.all()).stream().map(TopicsCommand::json).toList();
        print("Topics", topics, "topic", "key", "partitions", "cleanup", "kept", "what");
    }

    private static JsonNode json(Topic it) {
        return JSON.objectNode()
                .put("topic", it.name())
                .put("key", it.key())
                .put("partitions", it.partitions())
                .put("cleanup", it.cleanup().policy())
                .put("kept", kept(it))
                .put("what", it.purpose());
    }

    private static String kept(Topic topic) {
        return topic.retention().map(it -> it.toDays() + " d").orElse("for ever");
    }
}
