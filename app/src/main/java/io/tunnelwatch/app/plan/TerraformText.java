package io.tunnelwatch.app.plan;

import io.tunnelwatch.runtime.rights.Right;
import io.tunnelwatch.schemas.topics.Topic;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** The plan as resources of the Terraform provider Mongey/kafka. */
final class TerraformText {
    private static final String HEAD =
            """
            # Topics and rights of Tunnelwatch for the provider Mongey/kafka.
            terraform {
              required_providers {
                kafka = {
                  source = "Mongey/kafka"
                }
              }
            }

            variable "replication_factor" {
              type    = number
              default = 3
            }
            """;

    private TerraformText() {}

    static String of(ClusterPlan plan) {
        var text = new StringBuilder(HEAD);
        plan.topics().forEach(it -> text.append(topic(it)));
        plan.users().forEach(user -> user.rights()
                .forEach(right -> right.sorted().forEach(it -> text.append(acl(user, right, it)))));
        return text.toString();
    }

    private static String topic(Topic topic) {
        String config = topic.config().entrySet().stream()
                .map(it -> "    \"%s\" = \"%s\"\n".formatted(it.getKey(), it.getValue()))
                .collect(Collectors.joining());
        return """

                resource "kafka_topic" "%s" {
                  name               = "%s"
                  partitions         = %d
                  replication_factor = var.replication_factor
                  config = {
                %s  }
                }
                """
                .formatted(identifier(topic.name()), topic.name(), topic.partitions(), config);
    }

    private static String acl(ClusterUser user, Right right, AclOperation operation) {
        String type = right.resource().resourceType() == ResourceType.TRANSACTIONAL_ID
                ? "TransactionalID"
                : KafkaNames.camel(right.resource().resourceType());
        String pattern = KafkaNames.camel(right.resource().patternType());
        String name =
                String.join("_", user.name(), type, pattern, right.resource().name(), operation.name());
        return """

                resource "kafka_acl" "%s" {
                  acl_principal                = "%s"
                  acl_host                     = "*"
                  acl_operation                = "%s"
                  acl_permission_type          = "Allow"
                  resource_type                = "%s"
                  resource_name                = "%s"
                  resource_pattern_type_filter = "%s"
                }
                """
                .formatted(
                        identifier(name),
                        user.principal(),
                        KafkaNames.camel(operation),
                        type,
                        right.resource().name(),
                        pattern);
    }

    /** Letters, digits and underscores only, beginning with a letter. */
    private static String identifier(String name) {
        return "t_" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }
}
