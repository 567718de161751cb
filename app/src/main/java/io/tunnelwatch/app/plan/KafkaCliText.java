package io.tunnelwatch.app.plan;

import io.tunnelwatch.runtime.rights.Right;
import io.tunnelwatch.schemas.topics.Topic;
import java.util.Locale;
import java.util.stream.Collectors;

/** The plan as a shell script of Kafka's own command line tools. */
final class KafkaCliText {
    private static final String HEAD =
            """
            #!/bin/sh
            # Topics and rights of Tunnelwatch. Set BOOTSTRAP to host:port of a broker, and ADMIN to a properties file
            # with the access of an administrator of the cluster. It may run again: it makes what is missing.
            set -eu
            """;
    private static final String ACCESS = ".sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\"";

    private KafkaCliText() {}

    static String of(ClusterPlan plan) {
        var text = new StringBuilder(HEAD);
        plan.topics().forEach(it -> text.append(topic(it)));
        plan.users().forEach(user -> user.rights().forEach(it -> text.append(right(user, it))));
        return text.toString();
    }

    private static String topic(Topic topic) {
        String config = topic.config().entrySet().stream()
                .map(it -> " --config " + it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining());
        return "kafka-topics" + ACCESS + " --create --if-not-exists --topic " + topic.name() + " --partitions "
                + topic.partitions() + config + "\n";
    }

    private static String right(ClusterUser user, Right right) {
        String operations = right.sorted().stream()
                .map(it -> " --operation " + KafkaNames.camel(it))
                .collect(Collectors.joining());
        return "kafka-acls" + ACCESS + " --add --allow-principal '" + user.principal() + "'" + operations
                + resource(right) + "\n";
    }

    private static String resource(Right right) {
        String name = right.resource().name();
        String pattern = " --resource-pattern-type "
                + right.resource().patternType().name().toLowerCase(Locale.ROOT);
        return switch (right.resource().resourceType()) {
            case TOPIC -> " --topic " + name + pattern;
            case GROUP -> " --group " + name + pattern;
            case TRANSACTIONAL_ID -> " --transactional-id " + name + pattern;
            default -> " --cluster";
        };
    }
}
