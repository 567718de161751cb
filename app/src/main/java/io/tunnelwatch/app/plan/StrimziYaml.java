package io.tunnelwatch.app.plan;

import io.tunnelwatch.runtime.rights.Right;
import io.tunnelwatch.schemas.topics.Topic;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** The plan as objects of Strimzi, the operator of Kafka on Kubernetes. Its users log in with SCRAM-SHA-512. */
final class StrimziYaml {
    private static final String HEAD =
            """
            # Topics and users of Tunnelwatch for Strimzi. Replace 'kafka' by the name of your Kafka object.
            """;

    private StrimziYaml() {}

    static String of(ClusterPlan plan) {
        var text = new StringBuilder(HEAD);
        plan.topics().forEach(it -> text.append(topic(it)));
        plan.users().forEach(it -> text.append(user(it)));
        return text.toString();
    }

    private static String topic(Topic topic) {
        String config = topic.config().entrySet().stream()
                .map(it -> "    %s: \"%s\"\n".formatted(it.getKey(), it.getValue()))
                .collect(Collectors.joining());
        return head("KafkaTopic", topic.name()) + "spec:\n  topicName: " + topic.name() + "\n  partitions: "
                + topic.partitions() + "\n  config:\n" + config;
    }

    private static String user(ClusterUser user) {
        return head("KafkaUser", user.name())
                + """
                spec:
                  authentication:
                    type: scram-sha-512
                  authorization:
                    type: simple
                    acls:
                """
                + user.rights().stream().map(StrimziYaml::right).collect(Collectors.joining());
    }

    private static String head(String kind, String name) {
        return """
                ---
                apiVersion: kafka.strimzi.io/v1beta2
                kind: %s
                metadata:
                  name: %s
                  labels:
                    strimzi.io/cluster: kafka
                """
                .formatted(kind, name);
    }

    private static String right(Right right) {
        String operations = right.sorted().stream()
                .map((AclOperation it) -> KafkaNames.camel(it))
                .collect(Collectors.joining(", "));
        return "      - operations: [" + operations + "]\n        resource:\n          type: " + type(right)
                + named(right);
    }

    private static String named(Right right) {
        return right.resource().resourceType() == ResourceType.CLUSTER
                ? "\n"
                : "\n          name: %s\n          patternType: %s\n"
                        .formatted(
                                right.resource().name(),
                                right.resource().patternType() == org.apache.kafka.common.resource.PatternType.PREFIXED
                                        ? "prefix"
                                        : "literal");
    }

    private static String type(Right right) {
        return right.resource().resourceType() == ResourceType.TRANSACTIONAL_ID
                ? "transactionalId"
                : right.resource().resourceType().name().toLowerCase(Locale.ROOT);
    }
}
