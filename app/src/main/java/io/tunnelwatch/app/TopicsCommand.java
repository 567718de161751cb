package io.tunnelwatch.app;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The catalogue of topics: shows it, makes it, checks it. */
@Command(
        name = "topics",
        description = "Shows the topics; makes them on a cluster, or checks that they are as they must be.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tunnelwatch topics",
            "  TUNNELWATCH_BOOTSTRAP_SERVERS=kafka:9092 tunnelwatch topics --create",
            "  tunnelwatch topics --verify --config tunnelwatch.properties"
        })
final class TopicsCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--create", description = "Make what is missing, and register the schemas.")
    private boolean create;

    @Option(names = "--verify", description = "Say what is not as it must be; exit code 1 if anything is.")
    private boolean verify;

    @Override
    public Integer call() {
        if (!create && !verify) {
            Topics.all().forEach(TopicsCommand::show);
            return 0;
        }
        var kafka = KafkaAccess.of(config.settings());
        try (var topics = TopicAdmin.connect(kafka.admin())) {
            if (create) {
                topics.create(Topics.all());
                TopicSchemas.register(kafka);
            }
            return report(topics.differences(Topics.all()));
        }
    }

    private static int report(List<String> differences) {
        differences.forEach(System.out::println);
        System.out.println(
                differences.isEmpty()
                        ? "All " + Topics.all().size() + " topics are as they must be."
                        : differences.size() + " differences.");
        return differences.isEmpty() ? 0 : 1;
    }

    private static void show(Topic topic) {
        System.out.printf(
                "%-22s %-34s %d partitions, %s, %s%n%22s %s%n",
                topic.name(),
                "by " + topic.key(),
                topic.partitions(),
                topic.cleanup().policy(),
                topic.retention().map(it -> "kept " + it.toDays() + " days").orElse("kept for ever"),
                "",
                topic.purpose());
    }
}
